// SPDX-License-Identifier: Apache-2.0
// The entrance of an output: a queue, and the counters of messages that do not get into it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/memory_budget.hpp"
#include "base/metric_families.hpp"
#include "base/queue.hpp"

namespace gor {

struct InboxOptions {
  std::size_t limit_items;
  std::shared_ptr<MemoryBudget> memory;
  bool is_part = false;  ///< the station has several
};

template <class Item = Message>
class Inbox {
 public:
  /// As Queue. `station` must outlive it.
  Inbox(StationMetrics& station, const InboxOptions& options, std::function<void()> wake = {})
      : bytes_(station.counter(metrics::kBytes, {{"direction", "in"}})),
        queue_full_(station.dropped("queue full")),
        shutdown_(station.dropped("shutdown")),
        queue_(options.limit_items, options.memory, std::move(wake)) {
    queue_.show(QueueNumbers(station, options.is_part));
  }

  /// Queues the item of a message, or counts why it does not. Blocks for room, until close(), only if the message can
  /// wait. Any thread. `message` must not be moved into `item`.
  void put(const Message& message, Item&& item, std::size_t bytes) {
    using Items = Queue<Item>;
    bytes_.add(message.payload.size());
    const auto when_full = message.can_wait ? Items::WhenFull::wait : Items::WhenFull::refuse;
    const auto push = queue_.push(std::move(item), bytes, when_full);
    if (push == Items::Push::full) queue_full_.add(message.type);
    if (push == Items::Push::closed) lose(message, shutdown_);
  }
  /// Queues the item of a message if there is room now; else returns false. As put() otherwise.
  bool offer(const Message& message, Item&& item, std::size_t bytes) {
    using Items = Queue<Item>;
    if (queue_.push(std::move(item), bytes, Items::WhenFull::refuse) != Items::Push::taken) return false;
    bytes_.add(message.payload.size());
    return true;
  }
  void close() { queue_.close(); }

  Queue<Item>& queue() noexcept { return queue_; }
  const Queue<Item>& queue() const noexcept { return queue_; }
  MessageCounter& queue_full() noexcept { return queue_full_; }
  MessageCounter& shutdown() noexcept { return shutdown_; }

 private:
  Counter& bytes_;
  MessageCounter& queue_full_;
  MessageCounter& shutdown_;
  Queue<Item> queue_;
};

}  // namespace gor
