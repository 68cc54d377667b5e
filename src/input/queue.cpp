// SPDX-License-Identifier: Apache-2.0
#include "input/queue.hpp"

#include <chrono>
#include <utility>

namespace gor {

QueueInput::QueueInput(std::size_t limit_items, std::shared_ptr<MemoryBudget> memory, Station& station)
    : station_(station),
      queue_full_(station.dropped("queue full")),
      shutdown_(station.dropped("shutdown")),
      queue_(limit_items, std::move(memory)) {}

void QueueInput::push(Message message) {
  const bool can_wait = message.can_wait;
  push(std::move(message), can_wait);
}

void QueueInput::push(Message message, bool anyway) {
  using Messages = Queue<Message>;
  const MessageType type = message.type;
  const auto bytes = message.payload.size();
  const auto when_full = anyway ? Messages::WhenFull::exceed : Messages::WhenFull::refuse;
  station_.born.add(type);
  const auto push = queue_.push(std::move(message), bytes, when_full);
  if (push != Messages::Push::taken) (push == Messages::Push::full ? queue_full_ : shutdown_).add(type);
}

std::optional<Message> QueueInput::read() {
  while (next_ == batch_.size()) {
    batch_.clear();
    next_ = 0;
    if (!queue_.pop_all(batch_, std::chrono::steady_clock::now() + std::chrono::hours(1))) return std::nullopt;
  }
  Message message = std::move(batch_[next_++]);
  queue_.release(1, message.payload.size());
  station_.out.add(message.type);
  return message;
}

}  // namespace gor
