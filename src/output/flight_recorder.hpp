// SPDX-License-Identifier: Apache-2.0
// A sink that holds the latest messages in memory, and writes them when it is asked to (--output-file-on-signal).
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "gor/ledger.hpp"

#include "base/memory_budget.hpp"
#include "output/batching_output.hpp"
#include "record/keep.hpp"

namespace gor {

/// Forgets the oldest messages, and counts them as ignored, when there are more than `keep` allows, or when they use
/// more than the memory's limit. Acknowledges messages when it takes them.
class FlightRecorder final : public BatchSink {
 public:
  /// `requests` counts the requests to write all that is held. Each message is written once. `requests` and `station`
  /// must outlive it.
  FlightRecorder(std::unique_ptr<BatchSink> file, Keep keep, const std::atomic<unsigned>& requests,
                 std::shared_ptr<MemoryBudget> memory, StationMetrics& station);

  void look_around() override;
  void add(const Message& message) override;
  bool has_unwritten() const override { return file_->has_unwritten(); }
  void flush() override { file_->flush(); }
  void finish() override;
  void give_up_at(std::chrono::steady_clock::time_point deadline) override { file_->give_up_at(deadline); }
  std::int64_t kept() const noexcept override { return count_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Held {
    Message message;
    Clock::time_point since;
  };

  void write_all();
  void forget_old(Clock::time_point now);
  void forget_oldest(MessageCounter& why);
  void take_oldest();

  const std::unique_ptr<BatchSink> file_;
  const Keep keep_;
  const std::atomic<unsigned>& requests_;
  StationMetrics& station_;
  MessageCounter& old_ = station_.ignored("older than --output-file-keep");
  MessageCounter& no_room_ = station_.ignored("memory limit");
  MessageCounter& unasked_ = station_.ignored("no signal");
  MemoryShare memory_;
  std::deque<Held> held_;
  std::size_t bytes_ = 0;
  std::atomic<std::int64_t> count_ = 0;
  unsigned answered_;  // how many requests were handled
  bool has_warned_ = false;
};

}  // namespace gor
