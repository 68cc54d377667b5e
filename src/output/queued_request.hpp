// SPDX-License-Identifier: Apache-2.0
// The requests that wait for a connection.
#pragma once

#include <chrono>
#include <cstddef>

#include "gor/message.hpp"

#include "base/queue.hpp"

namespace gor {

struct QueuedRequest {
  Message message;
  std::chrono::steady_clock::time_point since;
  std::size_t bytes;       ///< its size in the queue
  bool is_counted = true;  ///< among the queue's items
};
/// Items count until their request starts, bytes until it has ended.
using RequestQueue = Queue<QueuedRequest>;

}  // namespace gor
