// SPDX-License-Identifier: Apache-2.0
// What waits for a connection: all requests in one line, or each recorded session's in a lane of its own.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

#include "gor/ledger.hpp"

#include "output/http/queue.hpp"
#include "output/http/session_lanes.hpp"
#include "output/http/worker.hpp"

namespace gor {

/// Everything on the io thread.
class HttpBacklog {
 public:
  HttpBacklog(RequestQueue& queue, bool by_session) : queue_(queue), by_session_(by_session) {}

  /// Takes what is queued. By session each goes to its lane, and `wake` is called with the worker that serves it.
  template <class Wake>
  void refill(Wake wake) {
    while (refill() && by_session_) {
      if (HttpWorker* const worker = lanes_.add(pop(line_))) wake(*worker);
    }
  }
  /// Requests in the line; by session, lanes that nobody serves.
  std::size_t size() const noexcept { return by_session_ ? lanes_.count_unserved() : line_.size(); }
  /// Of the line: since when the first one waits.
  std::chrono::steady_clock::time_point since() const { return line_.front().since; }

  /// A new worker has the lane that has waited for longest.
  void give_lane(HttpWorker& worker) {
    if (by_session_) worker.lane = lanes_.serve_next(worker);
  }
  /// One that goes has none.
  void take_lane(HttpWorker& worker) {
    if (worker.lane != nullptr) lanes_.leave(*std::exchange(worker.lane, nullptr));
  }

  /// Whether there is a request for that worker. It may be one of another session, for which it closes its connection:
  /// lanes go unserved only when there are as many workers as there may be.
  bool find_work(HttpWorker& worker) {
    if (!by_session_) return refill();
    if (worker.lane != nullptr && !worker.lane->waiting.empty()) return true;
    if (size() == 0) return false;
    take_lane(worker);
    worker.connection.close();
    give_lane(worker);
    return true;
  }
  /// These need a find_work() that was true.
  const QueuedRequest& front(const HttpWorker& worker) { return line_for(worker).front(); }
  QueuedRequest take(const HttpWorker& worker) {
    QueuedRequest request = pop(line_for(worker));
    if (std::exchange(request.is_counted, false)) queue_.release(1, 0);
    return request;
  }
  /// One that was taken is the next one again.
  void put_back(const HttpWorker& worker, QueuedRequest request) { line_for(worker).push_front(std::move(request)); }
  /// One that was taken has come to its end.
  void done(const QueuedRequest& request) { queue_.release(0, request.message.payload.size()); }

  /// Everything that waits has come to this end.
  void end_all(Count& fate) {
    const auto end = [&](const QueuedRequest& request) {
      queue_.release(request.is_counted ? 1 : 0, request.message.payload.size());
      fate.add(request.message.type);
    };
    lanes_.clear(end);
    while (refill()) end(pop(line_));
  }

 private:
  using Line = std::deque<QueuedRequest>;

  Line& line_for(const HttpWorker& worker) { return by_session_ ? worker.lane->waiting : line_; }
  static QueuedRequest pop(Line& line) {
    QueuedRequest request = std::move(line.front());
    line.pop_front();
    return request;
  }
  /// False: nothing waits, and the next push wakes the io thread.
  bool refill() {
    if (!line_.empty()) return true;
    taken_.clear();
    if (!queue_.take_all(taken_)) return false;
    std::move(taken_.begin(), taken_.end(), std::back_inserter(line_));
    return true;
  }

  RequestQueue& queue_;
  const bool by_session_;
  Line line_;
  std::vector<QueuedRequest> taken_;  // of the queue
  SessionLanes<HttpWorker> lanes_;
};

}  // namespace gor
