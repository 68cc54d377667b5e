// SPDX-License-Identifier: Apache-2.0
// A time that one thread sets and another one heeds.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

namespace gor {

/// Never, until it is set; it only ever comes nearer. Set by one thread, read by any.
class Deadline {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void bring_forward(TimePoint time) noexcept { time_.store(std::min(time, time_.load())); }
  TimePoint get() const noexcept { return time_.load(); }

 private:
  std::atomic<TimePoint> time_{TimePoint::max()};
};

}  // namespace gor
