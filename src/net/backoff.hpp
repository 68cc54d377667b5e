// SPDX-License-Identifier: Apache-2.0
// The delay before an unreachable target is tried again.
#pragma once

#include <algorithm>
#include <chrono>

namespace gor::net {

/// Doubles with each failure, by default from 100 ms to 1 s.
class Backoff {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Backoff(Clock::duration least = std::chrono::milliseconds(100),
                   Clock::duration most = std::chrono::seconds(1)) noexcept
      : least_(least), most_(most) {}

  void failed(Clock::time_point now) noexcept {
    pause_ = std::clamp(pause_ * 2, least_, most_);
    until_ = now + pause_;
  }
  void answered() noexcept { pause_ = Clock::duration(0); }
  Clock::time_point until() const noexcept { return until_; }

 private:
  Clock::duration least_;
  Clock::duration most_;
  Clock::duration pause_{0};
  Clock::time_point until_{};
};

}  // namespace gor::net
