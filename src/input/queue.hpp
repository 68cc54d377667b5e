// SPDX-License-Identifier: Apache-2.0
// An input for messages that another thread of gor makes.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/queue.hpp"

namespace gor {

/// Its writers must not block. When the queue is full, a message whose source can wait is accepted all the same, and
/// its writer is expected to ask has_room() before it makes more; any other message is dropped and counted.
class QueueInput final : public Input {
 public:
  /// `writers`: how many threads will call close().
  QueueInput(std::size_t limit_items, std::shared_ptr<MemoryBudget> memory, StationMetrics& station,
             std::size_t writers = 1);

  /// Any thread; never blocks.
  void push(Message message);
  /// For a writer that asked has_room() before it made several messages: accepts them even if there are too many now.
  void push_anyway(Message message) { push(std::move(message), true); }
  /// Pushes several messages, which are moved from. `anyway`: as push_anyway().
  void push_all(std::vector<Message>& messages, bool anyway);
  /// Any thread.
  bool has_room() const { return queue_.has_room(); }
  /// Messages pushed and not read yet. Any thread.
  std::size_t size() const { return queue_.size(); }
  bool is_empty() const { return station_.held() == 0; }
  /// read() ends once each writer has called it, and all pushed messages are read.
  void close() {
    if (writers_.fetch_sub(1) <= 1) queue_.close();
  }

  std::optional<Message> read() override;
  void stop() override { queue_.close(); }

 private:
  void push(Message message, bool anyway);

  StationMetrics& station_;
  Counter& bytes_ = station_.counter(metrics::kBytes, {{"direction", "out"}});
  MessageCounter& queue_full_ = station_.dropped("queue full");
  MessageCounter& shutdown_ = station_.dropped("shutdown");
  std::atomic<std::ptrdiff_t> writers_;  // that have not called close()
  Queue<Message> queue_;
  Queue<Message>::Items batch_;  // owned by the reader
};

}  // namespace gor
