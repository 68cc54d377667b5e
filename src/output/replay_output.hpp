// SPDX-License-Identifier: Apache-2.0
// The base of outputs that send each request over a connection, wait for its response, and may pass it on.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <utility>

#include "gor/ledger.hpp"

#include "base/inbox.hpp"
#include "base/memory_budget.hpp"
#include "base/metric_families.hpp"
#include "input/queue.hpp"
#include "net/backoff.hpp"
#include "output/connecting.hpp"
#include "output/most_connections.hpp"
#include "output/pending_requests.hpp"
#include "output/queued_request.hpp"

namespace gor {

/// The queue of replayed responses, which `writers` threads fill and close. `station` counts them.
inline std::shared_ptr<QueueInput> make_responses(const std::shared_ptr<MemoryBudget>& memory, StationMetrics& station,
                                                  std::size_t writers = 1) {
  constexpr std::size_t kResponseQueue = 10'000;
  return std::make_shared<QueueInput>(kResponseQueue, memory, station, writers);
}
/// As Output::is_idle(). `responses` may be null.
inline bool is_idle_replay(const StationMetrics& station, const QueueInput* responses) {
  return station.held() == 0 && (responses == nullptr || responses->is_empty());
}

/// A `Worker` is a connection and its coroutine: it has is_open(), check(), cut(), look(), a timer `wake`, and what
/// PendingRequests needs. The derived class makes workers, and ends each with leave().
template <class Worker>
class ReplayOutput : public ConnectingOutput {
 public:
  static constexpr std::size_t kMostSessions = 10'000;

  Input* responses() override { return responses_.get(); }
  bool is_idle() const override { return is_idle_replay(station_, responses_.get()); }

 protected:
  using Workers = std::list<Worker>;

  /// `responses`: takes those that are passed on, and is closed at the end; null: none are.
  ReplayOutput(StationMetrics& station, const InboxOptions& inbox, bool by_session,
               std::shared_ptr<QueueInput> responses)
      : ConnectingOutput(station),
        inbox_(station, inbox, [this] { post_dispatch(); }),
        responses_(std::move(responses)),
        backlog_(inbox_.queue(), by_session),
        connections_memory_(inbox.memory, "connections of outputs") {}

  /// Makes a worker, which has a session queue if there is one without.
  template <class... Arguments>
  typename Workers::iterator make_worker(Arguments&&... arguments) {
    connections_memory_.add(kConnectionBytes);
    const auto worker = workers_.emplace(workers_.end(), std::forward<Arguments>(arguments)...);
    backlog_.give_queue(*worker);
    return worker;
  }
  void leave(typename Workers::iterator worker) {
    backlog_.take_queue(*worker);
    workers_.erase(worker);
    connections_memory_.remove(kConnectionBytes);
    dispatch();
    if (is_over()) tick_now();
  }

  /// A recording is replayed no faster than its responses are read. Needs a find_work() that was true.
  bool must_wait_for_readers(const Worker& worker) {
    return responses_ && backlog_.front(worker).message.can_wait && !responses_->has_room();
  }
  /// No other worker has a connection.
  bool is_alone(const Worker& worker) const {
    return std::none_of(workers_.begin(), workers_.end(),
                        [&](const Worker& other) { return &other != &worker && other.is_open(); });
  }
  net::Task<void> pause(Worker& worker, Clock::time_point until) {
    worker.wake.expires_at(until);
    co_await worker.wake.async_wait(net::kAwait);
  }

  /// Open connections at the last tick.
  std::size_t open() const noexcept { return open_; }

  void close_inbox() override { inbox_.close(); }
  bool is_over() const override { return is_closing() && workers_.empty() && inbox_.queue().size() == 0; }
  void on_end() override {
    note_open(0);
    if (responses_) responses_->close();
  }
  void on_tick(Clock::time_point now) override {
    std::size_t open = 0;
    for (Worker& worker : workers_) {
      worker.check(now);
      open += worker.is_open() ? 1 : 0;
    }
    note_open(open);
    dispatch();
  }
  void wake_all() override {
    for (Worker& worker : workers_) worker.look();
  }
  void abandon() override {
    backlog_.lose_all(inbox_.shutdown());
    for (Worker& worker : workers_) worker.cut();
  }

  Inbox<QueuedRequest> inbox_;
  const std::shared_ptr<QueueInput> responses_;
  // Owned by the io thread:
  PendingRequests<Worker> backlog_;
  Workers workers_;
  net::Backoff backoff_;

 private:
  void note_open(std::size_t connections) {
    open_connections_.rise(connections);
    open_connections_.fall(std::exchange(open_, connections));
  }

  Gauge& open_connections_ = station_.gauge(metrics::kOpenConnections);  // of all threads
  std::size_t open_ = 0;                                                 // in it, of this one
  MemoryShare connections_memory_;
};

}  // namespace gor
