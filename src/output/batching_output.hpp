// SPDX-License-Identifier: Apache-2.0
// An output that writes messages in batches on a thread of its own, so that a slow disk stalls no other station.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

/// A message that was taken over and is not written yet.
struct WaitingMessage {
  explicit WaitingMessage(const Message& message) : type(message.type), receipt(message.receipt) {}
  /// Counts its end. `is_lost`: it was not written.
  void end(MessageCounter& fate, bool is_lost) const {
    fate.add(type);
    if (is_lost && receipt) receipt->fail();
  }

  MessageType type;
  std::shared_ptr<const Completion> receipt;
};

/// The destination of batches. Called on the output's thread only, except give_up_at().
class BatchSink {
 public:
  virtual ~BatchSink() = default;

  /// Called before each batch, and at least once a second.
  virtual void look_around() {}
  /// Takes the message over, and may write it now or later.
  virtual void add(const Message& message) = 0;
  /// Whether messages wait for flush().
  virtual bool has_unwritten() const = 0;
  /// Writes all messages taken over, and counts each as out, or by the reason why not.
  virtual void flush() = 0;
  /// Completes what is being written: add() begins something new. Called after a flush(), at the end at the latest.
  virtual void finish() {}
  /// How many messages it keeps without a wish to write them. Any thread.
  virtual std::int64_t kept() const noexcept { return 0; }
  /// Gives up writes that have not ended by then. Any thread; may be called again with an earlier time.
  virtual void give_up_at(std::chrono::steady_clock::time_point deadline) = 0;
};

/// Flushes messages that have waited for the interval. A target that stalls fills the queue, whose memory is bounded,
/// and nothing else.
std::unique_ptr<Output> make_batching_output(std::unique_ptr<BatchSink> sink, std::chrono::nanoseconds flush_interval,
                                             std::shared_ptr<MemoryBudget> memory, StationMetrics& station);

}  // namespace gor
