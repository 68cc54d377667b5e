// SPDX-License-Identifier: Apache-2.0
#include "input/replay_clock.hpp"

#include <algorithm>

namespace gor {
namespace {

constexpr std::chrono::nanoseconds kLongestGap = std::chrono::days(30);

}  // namespace

std::chrono::nanoseconds ReplayClock::due(Timestamp time) {
  jump_.reset();
  // Times may have any value: their difference may not fit into 64 bits.
  const Exact step = latest_ ? Exact(time.time_since_epoch()) - Exact(latest_->time_since_epoch()) : Exact(0);
  if (step > kLongestGap || step < -kLongestGap) {
    constexpr Exact kMost = std::chrono::days(100'000);
    jump_ = std::chrono::duration_cast<std::chrono::nanoseconds>(std::clamp(step, -kMost, kMost));
    latest_ = time;
  } else if (!latest_ || step.count() > 0) {
    const Exact wait = (time - latest_.value_or(time)) / speed_;
    due_ += max_wait_.count() > 0 ? std::min(wait, Exact(max_wait_)) : wait;
    latest_ = time;
  }
  return std::chrono::duration_cast<std::chrono::nanoseconds>(due_);
}

}  // namespace gor
