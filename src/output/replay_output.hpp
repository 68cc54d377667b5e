// SPDX-License-Identifier: Apache-2.0
// The base of outputs that send each request over a connection, wait for its response, and may pass it on.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "gor/ledger.hpp"

#include "base/inbox.hpp"
#include "base/memory_budget.hpp"
#include "base/metric_families.hpp"
#include "base/outage.hpp"
#include "input/queue.hpp"
#include "net/backoff.hpp"
#include "output/connecting.hpp"
#include "output/most_connections.hpp"
#include "output/pending_requests.hpp"
#include "output/queued_request.hpp"

namespace gor {

/// A `Worker` is a connection and its coroutine: it has is_open(), check(), cut(), look(), a timer `wake`, and what
/// PendingRequests needs. The derived class makes workers, and ends each with leave().
template <class Worker>
class ReplayOutput : public ConnectingOutput {
 public:
  Input* responses() override { return responses_ ? &*responses_ : nullptr; }
  bool is_idle() const override { return station_.held() == 0 && (!responses_ || responses_->is_empty()); }

 protected:
  using Workers = std::list<Worker>;
  static constexpr std::size_t kMostSessions = 10'000;

  /// `responses` counts the responses that are passed on; null: none are.
  ReplayOutput(StationMetrics& station, std::size_t queue_len, const std::shared_ptr<MemoryBudget>& memory,
               bool by_session, StationMetrics* responses)
      : ConnectingOutput(station),
        inbox_(station, queue_len, memory, [this] { post_dispatch(); }),
        backlog_(inbox_.queue(), by_session),
        connections_memory_(memory, "connections of outputs") {
    if (responses != nullptr) responses_.emplace(kResponseQueue, memory, *responses);
  }

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

  void close_inbox() override { inbox_.close(); }
  bool is_over() const override { return is_closing() && workers_.empty() && inbox_.queue().size() == 0; }
  void on_end() override {
    open_connections_.set(0);
    if (responses_) responses_->close();
  }
  void on_tick(Clock::time_point now) override {
    std::int64_t open = 0;
    for (Worker& worker : workers_) {
      worker.check(now);
      open += worker.is_open() ? 1 : 0;
    }
    open_connections_.set(open);
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
  Outage outage_{station_};
  std::optional<QueueInput> responses_;
  // Owned by the io thread:
  PendingRequests<Worker> backlog_;
  Workers workers_;
  net::Backoff backoff_;

 private:
  static constexpr std::size_t kResponseQueue = 10'000;

  Gauge& open_connections_ = station_.gauge(metrics::kOpenConnections);
  MemoryShare connections_memory_;
};

}  // namespace gor
