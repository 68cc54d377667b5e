// SPDX-License-Identifier: Apache-2.0
// The messages of a consumer group that are not done with, and the offsets that may be committed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gor/message.hpp"

#include "base/completions.hpp"
#include "base/memory_budget.hpp"

namespace gor::kafka {

/// The offset of a partition moves on only over messages that were delivered, or dropped on purpose. A message that a
/// later station lost is to be sent again after a pause. One thread.
class OpenOffsets {
 public:
  using Clock = std::chrono::steady_clock;
  struct Next {
    std::int32_t partition;
    std::int64_t offset;  ///< of the first message that is not done with
  };

  explicit OpenOffsets(std::shared_ptr<MemoryBudget> memory) : memory_(std::move(memory), "kafka") {}
  ~OpenOffsets();

  /// Gives the message a receipt, which reports its end.
  void open(std::int32_t partition, std::int64_t offset, Message& message);
  /// The record is no message: nothing is to become of it.
  void skip(std::int32_t partition, std::int64_t offset);
  /// Looks at the messages that have ended since.
  void take_ended(Clock::time_point now);
  /// The next message that is to be sent again by now, with a new receipt.
  std::optional<Message> take_lost(Clock::time_point now);
  /// The offsets that have moved since the last call.
  std::vector<Next> take_moved();
  /// The partition is another member's now.
  void forget(std::int32_t partition);

  std::size_t size() const noexcept { return messages_.size(); }
  bool fits() const noexcept { return !memory_.must_give_way(); }

 private:
  struct Open {
    std::int32_t partition;
    std::int64_t offset;
    Message message;  // without a receipt
  };
  struct Partition {
    std::set<std::int64_t> open = {};
    std::int64_t end = 0;         // after the last message
    std::int64_t committed = -1;  // the last value that take_moved() has returned
  };

  void add(Open open, Message& message);

  MemoryShare memory_;
  const std::shared_ptr<Completions> completions_ = std::make_shared<Completions>();
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint64_t, Open> messages_;  // by the number of their completion
  std::map<std::int32_t, Partition> partitions_;
  std::deque<std::pair<Clock::time_point, Open>> lost_;
};

}  // namespace gor::kafka
