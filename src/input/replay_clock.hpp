// SPDX-License-Identifier: Apache-2.0
// The schedule of a replay: when each record is sent.
#pragma once

#include <chrono>
#include <optional>

#include "gor/message.hpp"

namespace gor {

/// Converts times of records into times since the start of the replay, so that no send depends on when the previous one
/// happened. Divides gaps by the speed and limits them to the longest wait. A jump of more than 30 days either way (a
/// damaged time: 0, the year 2262) counts as no gap; so does a step back to before the latest record.
class ReplayClock {
 public:
  /// `speed`: 2 is twice as fast. `max_wait`: 0 for none.
  ReplayClock(double speed, std::chrono::nanoseconds max_wait) : speed_(speed), max_wait_(max_wait) {}

  /// When the next record is due.
  std::chrono::nanoseconds due(Timestamp time);
  /// The next record is due with the last one, whatever its time.
  void begin_anew() noexcept { latest_.reset(); }
  /// The jump that the last due() ignored, if there was one.
  std::optional<std::chrono::nanoseconds> jump() const noexcept { return jump_; }

 private:
  using Exact = std::chrono::duration<double, std::nano>;  // sums stay exact to some nanoseconds

  const double speed_;
  const std::chrono::nanoseconds max_wait_;
  std::optional<Timestamp> latest_;
  std::optional<std::chrono::nanoseconds> jump_;
  Exact due_{0};
};

}  // namespace gor
