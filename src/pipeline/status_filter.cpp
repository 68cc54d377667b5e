// SPDX-License-Identifier: Apache-2.0
#include "pipeline/status_filter.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/lru_map.hpp"
#include "http/head.hpp"
#include "pipeline/recent_verdicts.hpp"

namespace gor {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kEntry = 128;  // bytes of a waiting request beside the message

class Filter final : public StatusFilter {
 public:
  Filter(const StatusFilterOptions& options, Sink& next, StationMetrics& station)
      : options_(options),
        next_(next),
        station_(station),
        waiting_({options.patience, options.most_waiting, options.memory}),
        thread_([this] { give_up_in_time(); }) {}
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
      auto request = waiting_.take(id.view());
      if (!request) return hopeless_.set(id, true, steady_clock::now());
      given_up.push_back(*std::move(request));
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
  using Requests = std::vector<Message>;  // in order of arrival

  void hold(const Message& request) {
    Requests given_up;
    {
      const std::lock_guard lock(mutex_);
      if (auto same = waiting_.take(request.id.view())) given_up.push_back(*std::move(same));
      if (hopeless_.take(request.id)) {
        given_up.push_back(request);
      } else {
        waiting_.use(request.id.view(), request.bytes() + kEntry, steady_clock::now()) = request;
      }
      take_overdue(given_up);
    }
    give_up(given_up);
  }

  void judge(const Message& response) {
    std::optional<Message> request;
    {
      const std::lock_guard lock(mutex_);
      request = waiting_.take(response.id.view());
    }
    MessageCounter* reason = reason_against(response);
    if (request) {
      finish(*request, reason);
    } else if (const auto has_passed = given_up_.get(response.id)) {
      reason = *has_passed ? nullptr : &unanswered_;
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
  void take_overdue(Requests& into) {
    const auto now = steady_clock::now();
    while (auto request = closed_ ? waiting_.take_oldest() : waiting_.evict(now)) into.push_back(*std::move(request));
  }

  void give_up(const Requests& requests) {
    for (const Message& request : requests) {
      const bool passes = options_.allow.empty();
      given_up_.set(request.id, passes, steady_clock::now());
      finish(request, passes ? nullptr : &unanswered_);
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
      take_overdue(late);
      if (!late.empty()) {
        giving_up_ = true;
        lock.unlock();
        give_up(late);
        lock.lock();
        giving_up_ = false;
      } else {
        // Requests that arrive during the wait expire later, so that they need not wake it.
        end_.wait_until(lock, waiting_.next_expiry().value_or(steady_clock::now() + options_.patience));
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
  LruMap<Message> waiting_;
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
