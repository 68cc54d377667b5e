// SPDX-License-Identifier: Apache-2.0
// The accounts of every station: messages in, out and lost, so that each one is accounted for.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"

namespace gor {

/// A number that any thread may read.
class Counter {
 public:
  /// For a single writing thread: cheap enough for every packet.
  void add(std::uint64_t n = 1) noexcept { value_.store(get() + n, std::memory_order_relaxed); }
  /// For several writing threads.
  void add_shared(std::uint64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Messages by type. Any thread adds and reads.
class MessageCounter {
 public:
  void add(MessageType type, std::uint64_t n = 1) noexcept {
    by_type_[index(type)].fetch_add(n, std::memory_order_relaxed);
  }
  std::uint64_t get(MessageType type) const noexcept { return by_type_[index(type)].load(std::memory_order_relaxed); }
  std::uint64_t total() const noexcept;

 private:
  static std::size_t index(MessageType type) noexcept { return static_cast<std::size_t>(type) - '1'; }
  std::array<std::atomic<std::uint64_t>, kMessageTypes> by_type_{};
};

/// One row of the summary. Its law: in + born = out + dropped + failed + ignored + held, and held is 0 at exit.
/// References that it returns stay valid as long as it lives.
class StationMetrics {
 public:
  enum class Fate { dropped, failed, ignored };
  struct Reason {
    Fate fate;
    std::string name;
    MessageCounter count;
  };
  struct Metric {
    std::string name;
    Counter counter;
  };

  explicit StationMetrics(std::string name) : name_(std::move(name)) {}

  const std::string& name() const noexcept { return name_; }
  MessageCounter in;    ///< received from the previous station
  MessageCounter born;  ///< made here (inputs, responses)
  MessageCounter out;   ///< passed on, or delivered

  /// Finds or creates the counter of a reason. Takes a lock: call it once, before traffic starts.
  MessageCounter& dropped(std::string_view reason) { return reason_count(Fate::dropped, reason); }
  MessageCounter& failed(std::string_view reason) { return reason_count(Fate::failed, reason); }
  MessageCounter& ignored(std::string_view reason) { return reason_count(Fate::ignored, reason); }
  /// A number outside the law, shown beside it (packets, resends). Takes a lock.
  Counter& metric(std::string_view name);

  /// Reports a failure that ends the work of the station: logs it, and makes the exit code 1. Any thread.
  void fail(std::string_view why);
  /// The reason given to fail(), if it was called.
  std::optional<std::string> failure() const;

  /// Messages inside the station now, by the law. Never negative, except for the moment between two counts.
  std::int64_t held() const;

  /// Calls `each(const Reason&)` / `each(const Metric&)` under the lock.
  template <class Each>
  void for_each_reason(Each each) const {
    std::lock_guard lock(mutex_);
    for (const auto& reason : reasons_) each(reason);
  }
  template <class Each>
  void for_each_metric(Each each) const {
    std::lock_guard lock(mutex_);
    for (const auto& metric : metrics_) each(metric);
  }

 private:
  MessageCounter& reason_count(Fate fate, std::string_view reason);

  std::string name_;
  mutable std::mutex mutex_;
  std::deque<Reason> reasons_;
  std::deque<Metric> metrics_;
  std::optional<std::string> failure_;
};

/// Counts a message that is lost: it could not be delivered, and was not dropped on purpose. Its source gets to know.
inline void lose(const Message& message, MessageCounter& reason) {
  reason.add(message.type);
  if (message.receipt) message.receipt->fail();
}

/// The rows of all stations, in pipeline order.
class Ledger {
 public:
  /// Adds a row. Call it before traffic starts; the reference stays valid.
  StationMetrics& station(std::string name) { return stations_.emplace_back(std::move(name)); }

  bool any_failed() const;
  /// The table that is printed at exit. Each row begins with the station's name and the number of messages that came
  /// in.
  std::string summary() const;
  /// The reasons whose totals have grown since the last call, with those totals, as log lines. One thread.
  std::vector<std::string> take_new_losses();

  const std::deque<StationMetrics>& stations() const noexcept { return stations_; }

 private:
  std::deque<StationMetrics> stations_;
  std::vector<std::uint64_t> reported_;
};

}  // namespace gor
