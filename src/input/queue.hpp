// SPDX-License-Identifier: Apache-2.0
// Messages that another thread of gor makes, as an input.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/queue.hpp"

namespace gor {

/// Whoever makes the messages must not wait. When the queue is full, one whose source can wait is taken all the same,
/// and its maker is expected to ask has_room() before it makes more; any other is dropped and counted.
class QueueInput final : public Input {
 public:
  QueueInput(std::size_t limit_items, std::shared_ptr<MemoryBudget> memory, Station& station);

  /// Any thread; never blocks.
  void push(Message message);
  /// The same for a maker that has asked has_room() before it made some: taken even if there are too many now.
  void push_anyway(Message message) { push(std::move(message), true); }
  /// Several at once, which are moved from. `anyway`: as push_anyway().
  void push_all(std::vector<Message>& messages, bool anyway);
  /// Any thread.
  bool has_room() const { return queue_.has_room(); }
  /// What was pushed and not read yet. Any thread.
  std::size_t size() const { return queue_.size(); }
  bool is_empty() const { return station_.held() == 0; }
  /// read() ends once all that was pushed is read.
  void close() { queue_.close(); }

  std::optional<Message> read() override;
  void stop() override { close(); }

 private:
  void push(Message message, bool anyway);

  Station& station_;
  Count& queue_full_ = station_.dropped("queue full");
  Count& shutdown_ = station_.dropped("shutdown");
  Queue<Message> queue_;
  Queue<Message>::Items batch_;  // of the reader
};

}  // namespace gor
