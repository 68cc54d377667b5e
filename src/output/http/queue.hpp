// SPDX-License-Identifier: Apache-2.0
// The requests that wait for a connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "gor/message.hpp"

#include "base/queue.hpp"

namespace gor {

struct QueuedRequest {
  Message message;
  std::chrono::steady_clock::time_point since;
  bool is_counted = true;  ///< among the items of the queue
};
/// An item counts until its request starts, its bytes until it has ended.
using RequestQueue = Queue<QueuedRequest>;

/// What the io thread has taken from the queue, oldest first.
class RequestBatch {
 public:
  /// Takes all that is queued, if nothing is left. False: there is nothing, and the next push wakes the io thread.
  bool refill(RequestQueue& queue) {
    if (next_ < items_.size()) return true;
    items_.clear();
    next_ = 0;
    return queue.take_all(items_);
  }
  std::size_t size() const noexcept { return items_.size() - next_; }
  /// The next one. These need a refill() that was true.
  const QueuedRequest& front() const { return items_[next_]; }
  QueuedRequest pop() { return std::move(items_[next_++]); }
  /// One that was popped is the next one again.
  void put_back(QueuedRequest request) {
    if (next_ == 0) {
      items_.insert(items_.begin(), std::move(request));
    } else {
      items_[--next_] = std::move(request);
    }
  }

 private:
  std::vector<QueuedRequest> items_;
  std::size_t next_ = 0;
};

}  // namespace gor
