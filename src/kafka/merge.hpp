// SPDX-License-Identifier: Apache-2.0
// The messages of several partitions in the order of their times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "gor/message.hpp"

#include "base/memory_budget.hpp"

namespace gor::kafka {

/// The earliest message is known once each partition has one, or has no more. Within a partition the order stays. One
/// thread.
class Merge {
 public:
  explicit Merge(std::shared_ptr<MemoryBudget> memory) : memory_(std::move(memory), "kafka") {}
  ~Merge() {
    for (const auto& [number, waiting] : partitions_) release(waiting);
  }
  Merge(const Merge&) = delete;
  Merge& operator=(const Merge&) = delete;

  void add_partition(std::int32_t partition) { partitions_.try_emplace(partition); }
  /// Its messages are of no use any more.
  void remove_partition(std::int32_t partition) {
    const auto found = partitions_.find(partition);
    if (found == partitions_.end()) return;
    release(found->second);
    partitions_.erase(found);
  }
  void add(std::int32_t partition, Message message) {
    Waiting& waiting = partitions_[partition];
    memory_.add(message.bytes());
    waiting.messages.push_back(std::move(message));
    waiting.is_at_end = false;
  }
  /// All messages of the partition have been added.
  void note_end(std::int32_t partition) { partitions_[partition].is_at_end = true; }

  /// Messages of the partition that wait for those of others.
  std::size_t size(std::int32_t partition) const { return partitions_.at(partition).messages.size(); }

  /// Whether memory allows to wait with many messages.
  bool fits() const noexcept { return !memory_.must_give_way(); }

  /// The earliest message, or nothing while another one may be earlier. `partition` gets its partition.
  std::optional<Message> next(std::int32_t& partition) {
    Waiting* earliest = nullptr;
    for (auto& [number, waiting] : partitions_) {
      if (waiting.messages.empty()) {
        if (!waiting.is_at_end) return {};
        continue;
      }
      if (earliest != nullptr && time_of(*earliest) <= time_of(waiting)) continue;
      earliest = &waiting;
      partition = number;
    }
    if (earliest == nullptr) return {};
    Message message = std::move(earliest->messages.front());
    earliest->messages.pop_front();
    memory_.remove(message.bytes());
    return message;
  }

 private:
  struct Waiting {
    std::deque<Message> messages = {};
    bool is_at_end = false;
  };
  static Timestamp time_of(const Waiting& waiting) { return waiting.messages.front().timestamp; }

  void release(const Waiting& waiting) {
    for (const Message& message : waiting.messages) memory_.remove(message.bytes());
  }

  MemoryShare memory_;
  std::map<std::int32_t, Waiting> partitions_;
};

}  // namespace gor::kafka
