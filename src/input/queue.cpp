// SPDX-License-Identifier: Apache-2.0
#include "input/queue.hpp"

#include <chrono>
#include <span>
#include <utility>

#include "base/metric_families.hpp"

namespace gor {

QueueInput::QueueInput(std::size_t limit_items, std::shared_ptr<MemoryBudget> memory, StationMetrics& station,
                       std::size_t writers)
    : station_(station), writers_(static_cast<std::ptrdiff_t>(writers)), queue_(limit_items, std::move(memory)) {
  queue_.show(QueueNumbers(station));
}

void QueueInput::push(Message message) {
  const bool can_wait = message.can_wait;
  push(std::move(message), can_wait);
}

void QueueInput::push(Message message, bool anyway) {
  using Messages = Queue<Message>;
  const MessageType type = message.type;
  const auto bytes = message.bytes();
  const auto when_full = anyway ? Messages::WhenFull::exceed : Messages::WhenFull::refuse;
  station_.born.add(type);
  const auto push = queue_.push(std::move(message), bytes, when_full);
  if (push != Messages::Push::taken) (push == Messages::Push::full ? queue_full_ : shutdown_).add(type);
}

void QueueInput::push_all(std::vector<Message>& messages, bool anyway) {
  using Messages = Queue<Message>;
  const auto bytes_of = [](const Message& message) { return message.bytes(); };
  const auto when_full = anyway ? Messages::WhenFull::exceed : Messages::WhenFull::refuse;
  for (const Message& message : messages) station_.born.add(message.type);
  std::span<Message> rest = messages;
  while (!rest.empty()) {
    const auto [taken, next] = queue_.push_all(rest, bytes_of, when_full);
    rest = rest.subspan(taken);
    if (rest.empty()) break;
    (next == Messages::Push::full ? queue_full_ : shutdown_).add(rest.front().type);
    rest = rest.subspan(1);
  }
  messages.clear();
}

std::optional<Message> QueueInput::read() {
  while (batch_.empty()) {
    if (!queue_.pop_all(batch_, std::chrono::steady_clock::now() + std::chrono::hours(1))) return std::nullopt;
  }
  Message message = std::move(batch_.front());
  batch_.pop_front();
  bytes_.add(message.payload.size());
  queue_.release(1, message.bytes());
  station_.out.add(message.type);
  return message;
}

}  // namespace gor
