// SPDX-License-Identifier: Apache-2.0
// When each record of a recording is sent.
#pragma once

#include <chrono>
#include <optional>

#include "gor/message.hpp"

namespace gor {

/// From the times of records to times counted from the start of the replay, so that no send depends on when the one
/// before it left. Gaps are divided by the speed and never longer than the longest wait. Across a jump of more than 30
/// days either way (a damaged time: 0, the year 2262) there is no gap, nor to a record that is earlier than the latest.
class Pace {
 public:
  /// `speed`: 2 is twice as fast. `max_wait`: 0 for none.
  Pace(double speed, std::chrono::nanoseconds max_wait) : speed_(speed), max_wait_(max_wait) {}

  /// When the next record is due.
  std::chrono::nanoseconds due(Timestamp time);
  /// The next record comes right after the last one, whatever its time.
  void begin_anew() noexcept { latest_.reset(); }
  /// The jump before the last due(), if there was one.
  std::optional<std::chrono::nanoseconds> jump() const noexcept { return jump_; }

 private:
  using Exact = std::chrono::duration<double, std::nano>;  // sums of it stay exact to some nanoseconds

  const double speed_;
  const std::chrono::nanoseconds max_wait_;
  std::optional<Timestamp> latest_;
  std::optional<std::chrono::nanoseconds> jump_;
  Exact due_{0};
};

}  // namespace gor
