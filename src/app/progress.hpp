// SPDX-License-Identifier: Apache-2.0
// The progress line that a terminal shows while recordings are replayed.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gor/ledger.hpp"

#include "input/file.hpp"

namespace gor::app {

/// A running replay.
struct Replay {
  const StationMetrics* station;
  std::shared_ptr<const ReplayProgress> progress;
};

class ProgressLine {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// The arguments must outlive the line. `start`: of the replay.
  ProgressLine(const std::vector<Replay>& replays, const Ledger& ledger, TimePoint start)
      : replays_(replays), ledger_(ledger), start_(start), last_time_(start) {}

  /// "42% of 1.2 GB, 12345 requests/s, 0.30 s late, 12 failed, 1m20s left": the rate since the previous call, the lag
  /// of the latest replay, and the time left at this speed.
  std::string text(TimePoint now);

 private:
  const std::vector<Replay>& replays_;
  const Ledger& ledger_;
  const TimePoint start_;
  TimePoint last_time_;
  std::uint64_t last_requests_ = 0;
};

}  // namespace gor::app
