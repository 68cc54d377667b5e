// SPDX-License-Identifier: Apache-2.0
// The log lines that every kind of live capture writes, and the times at which they are due.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "capture/live.hpp"

namespace gor::capture {

/// Used by one thread.
class LiveLog {
 public:
  using Clock = std::chrono::steady_clock;

  /// `options` must outlive it.
  explicit LiveLog(const LiveOptions& options) : options_(options) {}

  template <class... Arguments>
  void tell(log::Level level, fmt::format_string<Arguments...> format, Arguments&&... arguments) const {
    options_.tell(level, "input-raw: " + fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  /// Gives the calling thread the nice value of the options, and says so; at the first call only.
  void let_thread_go_first();

  /// Warns of packets that the kernel has dropped, of which there are `drops` so far; not again while it drops no more.
  void tell_drops(std::uint64_t drops, std::size_t buffer_bytes);

  /// Whether no packet has come for LiveOptions::hint_after. True once.
  bool is_hint_due(Clock::time_point now, std::uint64_t packets);
  /// Whether the statistics are wanted, and due: every 5 s.
  bool are_statistics_due(Clock::time_point now);

 private:
  static constexpr std::chrono::seconds kStatisticsInterval{5};

  const LiveOptions& options_;
  bool has_priority_ = false;
  bool has_hinted_ = false;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point next_statistics_ = started_ + kStatisticsInterval;
  std::uint64_t told_drops_ = 0;
};

}  // namespace gor::capture
