// SPDX-License-Identifier: Apache-2.0
// Arithmetic on times of recordings and of flags, which may have any value: results saturate at the limits of 64 bits.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "gor/message.hpp"

namespace gor {

inline std::chrono::nanoseconds saturated(bool has_overflown, bool is_negative, std::int64_t value) noexcept {
  using Limits = std::numeric_limits<std::int64_t>;
  if (!has_overflown) return std::chrono::nanoseconds(value);
  return std::chrono::nanoseconds(is_negative ? Limits::min() : Limits::max());
}

/// later - earlier.
inline std::chrono::nanoseconds time_between(Timestamp earlier, Timestamp later) noexcept {
  std::int64_t value = 0;
  const std::int64_t from = earlier.time_since_epoch().count();
  const bool has_overflown = __builtin_sub_overflow(later.time_since_epoch().count(), from, &value);
  return saturated(has_overflown, from > 0, value);
}

inline Timestamp time_after(Timestamp time, std::chrono::nanoseconds duration) noexcept {
  std::int64_t value = 0;
  const bool has_overflown = __builtin_add_overflow(time.time_since_epoch().count(), duration.count(), &value);
  return Timestamp(saturated(has_overflown, duration.count() < 0, value));
}

inline std::chrono::nanoseconds multiplied(std::chrono::nanoseconds duration, std::int64_t times) noexcept {
  std::int64_t value = 0;
  const bool has_overflown = __builtin_mul_overflow(duration.count(), times, &value);
  return saturated(has_overflown, (duration.count() < 0) != (times < 0), value);
}

/// The monotonic clock's time after the duration.
inline std::chrono::steady_clock::time_point from_now(std::chrono::nanoseconds duration) noexcept {
  using TimePoint = std::chrono::steady_clock::time_point;
  const TimePoint now = std::chrono::steady_clock::now();
  return duration < TimePoint::max() - now ? now + duration : TimePoint::max();
}

}  // namespace gor
