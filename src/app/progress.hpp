// SPDX-License-Identifier: Apache-2.0
// The progress line that a terminal shows while recordings are replayed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "gor/ledger.hpp"

namespace gor::app {

class ProgressLine {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `ledger` must outlive the line. `start`: of the replay.
  ProgressLine(const Ledger& ledger, TimePoint start);

  /// Whether recordings are replayed.
  bool has_any() const noexcept { return !replays_.empty(); }

  /// "42% of 1.2 GB, 12345 requests/s, 0.30 s late, 12 failed, 1m20s left": the rate since the previous call, the lag
  /// of the latest replay, and the time left at this speed.
  std::string text(TimePoint now);

 private:
  struct Replay {
    const StationMetrics* station;
    const Gauge* size = nullptr;
    const Gauge* position = nullptr;
    const Gauge* lag_ns = nullptr;
  };

  const Ledger& ledger_;
  std::vector<Replay> replays_;
  const TimePoint start_;
  TimePoint last_time_;
  std::uint64_t last_requests_ = 0;
};

}  // namespace gor::app
