// SPDX-License-Identifier: Apache-2.0
// The requests that wait for a connection: in one queue, or in a queue per recorded session.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "gor/ledger.hpp"

#include "output/queued_request.hpp"
#include "output/session_queues.hpp"

namespace gor {

/// `Worker` has a session queue, `queue`, and close(), which closes its connection. Used on the io thread only.
template <class Worker>
class PendingRequests {
 public:
  PendingRequests(RequestQueue& queue, bool by_session) : queue_(queue), by_session_(by_session) {}

  /// Takes queued requests. By session, each goes to its session's queue, and `wake` is called with the worker that
  /// serves it.
  template <class Wake>
  void refill(Wake wake) {
    while (refill() && by_session_) {
      if (Worker* const worker = queues_.add(pop(line_))) wake(*worker);
    }
  }
  /// Number of waiting requests; by session, of session queues without a worker.
  std::size_t size() const noexcept { return by_session_ ? queues_.count_unserved() : line_.size(); }
  /// How long the first request has waited. Only without sessions.
  std::chrono::steady_clock::time_point since() const { return line_.front().since; }

  /// Gives a new worker the session queue that has waited longest.
  void give_queue(Worker& worker) {
    if (by_session_) worker.queue = queues_.serve_next(worker);
  }
  /// Takes its session queue from a worker that leaves.
  void take_queue(Worker& worker) {
    if (worker.queue != nullptr) queues_.leave(*std::exchange(worker.queue, nullptr));
  }

  /// Whether there is a request for that worker. It may be of another session; the worker then opens a new connection.
  /// Session queues lack a worker only when the maximum number of workers exists.
  bool find_work(Worker& worker) {
    if (!by_session_) return refill();
    if (worker.queue != nullptr && !worker.queue->waiting.empty()) return true;
    if (size() == 0) return false;
    take_queue(worker);
    worker.close();
    give_queue(worker);
    return true;
  }
  /// The functions below need a find_work() that was true.
  const QueuedRequest& front(const Worker& worker) {
    return by_session_ ? worker.queue->waiting.front() : line_.front();
  }
  QueuedRequest take(const Worker& worker) {
    QueuedRequest request = by_session_ ? pop(worker.queue->waiting) : pop(line_);
    if (std::exchange(request.is_counted, false)) ++started_;
    release_started();
    return request;
  }
  /// Puts a request that was taken back to the front.
  void put_back(const Worker& worker, QueuedRequest request) {
    if (by_session_) {
      worker.queue->waiting.push_front(std::move(request));
    } else {
      line_.push_front(std::move(request));
    }
  }
  /// Releases a request that was taken.
  void done(const QueuedRequest& request) {
    ended_bytes_ += request.bytes;
    ++ended_;
    release_started();
  }

  /// Takes all waiting requests, and calls `end` with each.
  template <class End>
  void end_all(End end) {
    const auto take = [&](const QueuedRequest& request) {
      queue_.release(request.is_counted ? 1 : 0, request.bytes);
      end(request);
    };
    queues_.clear(take);
    while (refill()) take(pop(line_));
  }
  /// Loses all waiting requests for this reason.
  void lose_all(MessageCounter& reason) {
    end_all([&](const QueuedRequest& request) { lose(request.message, reason); });
  }

 private:
  template <class Line>
  static QueuedRequest pop(Line& line) {
    QueuedRequest request = std::move(line.front());
    line.pop_front();
    return request;
  }
  /// False: nothing waits, and the next push wakes the io thread.
  bool refill() { return !line_.empty() || queue_.take_all(line_); }

  /// Tells the queue about requests that have started and ended: of several at once, since that takes its lock, but of
  /// few compared with those that wait.
  void release_started() {
    constexpr std::size_t kShare = 8;
    if (kShare * std::max(started_, ended_) < line_.size()) return;
    queue_.release(std::exchange(started_, 0), std::exchange(ended_bytes_, 0));
    ended_ = 0;
  }

  RequestQueue& queue_;
  const bool by_session_;
  RequestQueue::Items line_;
  SessionQueues<Worker> queues_;
  // What the queue does not know yet:
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
  std::size_t ended_bytes_ = 0;
};

}  // namespace gor
