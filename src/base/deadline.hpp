// SPDX-License-Identifier: Apache-2.0
// A deadline that one thread sets and another reads.
#pragma once

#include <atomic>
#include <chrono>

namespace gor {

/// Never, until it is set; later calls can only bring it forward. Any thread.
class Deadline {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void bring_forward(TimePoint time) noexcept {
    TimePoint before = time_.load();
    while (time < before && !time_.compare_exchange_weak(before, time)) {
    }
  }
  TimePoint get() const noexcept { return time_.load(); }

 private:
  std::atomic<TimePoint> time_{TimePoint::max()};
};

}  // namespace gor
