// SPDX-License-Identifier: Apache-2.0
#include "pipeline/status_filter.hpp"

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>

#include <boost/unordered/unordered_flat_map.hpp>

#include "http/head.hpp"
#include "pipeline/recent_verdicts.hpp"

namespace gor {
namespace {

using std::chrono::steady_clock;

class Filter final : public StatusFilter {
 public:
  Filter(const StatusFilterOptions& options, Sink& next, StationMetrics& station)
      : options_(options), next_(next), station_(station), memory_(options.memory), thread_([this] {
          give_up_in_time();
        }) {}
  ~Filter() override {
    close({});
    join();
  }

  void write(const Message& message) override {
    station_.in.add(message.type);
    if (message.type == MessageType::request) {
      hold(message);
    } else if (message.type == MessageType::response) {
      judge(message);
    } else {
      finish(message, nullptr);
    }
  }

  void give_up(const MessageId& id) override {
    Requests given_up;
    {
      const std::lock_guard lock(mutex_);
      const auto request = by_key_.find(id.hash());
      if (request == by_key_.end()) return hopeless_.set(id, true, steady_clock::now());
      take(request->second, given_up);
    }
    give_up(given_up);
  }

  void close(steady_clock::time_point) override {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    end_.notify_all();
  }
  void join() override {
    if (thread_.joinable()) thread_.join();
  }
  bool is_idle() const override {
    const std::lock_guard lock(mutex_);
    return waiting_.empty() && !giving_up_;
  }

 private:
  struct Waiting {
    Message request;
    std::uint64_t key;
    steady_clock::time_point until;
  };
  using Requests = std::list<Waiting>;  // in order of arrival

  static std::size_t bytes_of(const Message& message) { return message.bytes() + 128; }

  void hold(const Message& request) {
    Requests given_up;
    {
      const std::lock_guard lock(mutex_);
      const std::uint64_t key = request.id.hash();
      if (const auto same = by_key_.find(key); same != by_key_.end()) take(same->second, given_up);
      waiting_.push_back({request, key, steady_clock::now() + options_.patience});
      by_key_.emplace(key, std::prev(waiting_.end()));
      memory_.add(bytes_of(request));
      if (hopeless_.take(request.id)) take(std::prev(waiting_.end()), given_up);
      while (!waiting_.empty() && holds_too_much()) take(waiting_.begin(), given_up);
    }
    give_up(given_up);
  }

  void judge(const Message& response) {
    Requests found;
    {
      const std::lock_guard lock(mutex_);
      if (const auto request = by_key_.find(response.id.hash()); request != by_key_.end()) take(request->second, found);
    }
    MessageCounter* reason = reason_against(response);
    if (found.empty()) {
      // Its request was given up, or never seen.
      if (const auto went_on = given_up_.get(response.id)) reason = *went_on ? nullptr : &unanswered_;
    } else {
      finish(found.front().request, reason);
    }
    finish(response, reason);
  }

  MessageCounter* reason_against(const Message& response) const {
    const auto line = http::parse_status_line(http::first_line(response.payload.view()));
    const int code = line ? line->code : 0;
    if (options_.disallow.has(code)) return &disallowed_;
    return options_.allow.empty() || options_.allow.has(code) ? nullptr : &not_allowed_;
  }

  /// Call with the lock.
  bool holds_too_much() const { return closed_ || waiting_.size() > options_.most_waiting || memory_.must_give_way(); }

  /// Call with the lock.
  void take(Requests::iterator request, Requests& into) {
    memory_.remove(bytes_of(request->request));
    by_key_.erase(request->key);
    into.splice(into.end(), waiting_, request);
  }

  void give_up(const Requests& requests) {
    for (const Waiting& waiting : requests) {
      const bool goes_on = options_.allow.empty();
      given_up_.set(waiting.request.id, goes_on, steady_clock::now());
      finish(waiting.request, goes_on ? nullptr : &unanswered_);
    }
  }

  /// Call without the lock: `next` may block.
  void finish(const Message& message, MessageCounter* dropped) {
    (dropped == nullptr ? station_.out : *dropped).add(message.type);
    if (dropped == nullptr) next_.write(message);
  }

  void give_up_in_time() {
    std::unique_lock lock(mutex_);
    while (!closed_ || !waiting_.empty()) {
      Requests late;
      while (!waiting_.empty() && (closed_ || waiting_.front().until <= steady_clock::now())) {
        take(waiting_.begin(), late);
      }
      if (!late.empty()) {
        giving_up_ = true;
        lock.unlock();
        give_up(late);
        lock.lock();
        giving_up_ = false;
      } else {
        // Requests that arrive during the wait expire later, so that they need not wake it.
        const auto until = waiting_.empty() ? steady_clock::now() + options_.patience : waiting_.front().until;
        end_.wait_until(lock, until);
      }
    }
  }

  const StatusFilterOptions options_;
  Sink& next_;
  StationMetrics& station_;
  MessageCounter& not_allowed_ = station_.dropped("http-allow-status");
  MessageCounter& disallowed_ = station_.dropped("http-disallow-status");
  MessageCounter& unanswered_ = station_.dropped("no response");
  RecentVerdicts<bool> given_up_;
  RecentVerdicts<bool> hopeless_;  // given up before they arrived
  mutable std::mutex mutex_;
  std::condition_variable end_;
  Requests waiting_;
  boost::unordered_flat_map<std::uint64_t, Requests::iterator> by_key_;
  MemoryShare memory_;
  bool giving_up_ = false;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<StatusFilter> make_status_filter(const StatusFilterOptions& options, Sink& next,
                                                 StationMetrics& station) {
  return std::make_unique<Filter>(options, next, station);
}

}  // namespace gor
