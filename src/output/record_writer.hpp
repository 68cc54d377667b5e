// SPDX-License-Identifier: Apache-2.0
// Writes messages as records, on a thread of its own: a slow disk stalls neither the capture nor the other outputs.
#pragma once

#include <chrono>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

/// A message that was taken over and is not written yet.
struct WaitingMessage {
  explicit WaitingMessage(const Message& message) : type(message.type), receipt(message.receipt) {}
  MessageType type;
  std::shared_ptr<const void> receipt;
};

/// Where a writer's messages go. The writer's thread alone calls it, but for give_up_at().
class RecordTarget {
 public:
  virtual ~RecordTarget() = default;

  /// Called before each batch of messages, and at least once a second.
  virtual void look_around() {}
  /// Takes the message over. It may be written now, or later with others.
  virtual void add(const Message& message) = 0;
  /// Whether something waits for flush().
  virtual bool has_unwritten() const = 0;
  /// Writes what was taken over and counts it: as out, or by the reason why not.
  virtual void flush() = 0;
  /// Writing that has not ended by then is given up. Any thread; may be called again with an earlier time.
  virtual void give_up_at(std::chrono::steady_clock::time_point deadline) = 0;
};

/// Flushes what has waited for that long. A target that stalls fills the queue, which has so much memory, and nothing
/// else.
std::unique_ptr<Output> make_record_writer(std::unique_ptr<RecordTarget> target,
                                           std::chrono::nanoseconds flush_interval,
                                           std::shared_ptr<MemoryBudget> memory, Station& station);

}  // namespace gor
