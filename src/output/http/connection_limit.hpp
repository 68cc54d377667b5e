// SPDX-License-Identifier: Apache-2.0
// The number of connections to a target that is worth having.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gor {

/// A busy server answers a thousand connections no faster than sixteen, only later. So the limit doubles while requests
/// pile up, and is halved again if that brought no more responses; after a while it tries again, since the server may
/// be faster by then. A server that has not answered at all gets more connections too, but ever more slowly. One
/// thread.
class ConnectionLimit {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::duration kLook = std::chrono::milliseconds(1);

  /// Between `least` and `most`, both at least 1.
  ConnectionLimit(std::size_t least, std::size_t most);

  std::size_t get() const noexcept { return limit_; }
  /// Call it when requests wait though get() connections exist. `answered()`: total number of responses so far, asked
  /// once per kLook; `round_trip`: the duration of one.
  template <class Answered>
  void requests_wait(Clock::time_point now, Answered answered, Clock::duration round_trip) {
    if (now < next_look_) return;
    next_look_ = now + kLook;
    look(now, answered(), round_trip);
  }
  /// Call it when nothing waits: the current measurement then says nothing about the server.
  void nothing_waits() noexcept { measures_ = false; }

 private:
  void look(Clock::time_point now, std::uint64_t answered, Clock::duration round_trip);
  void measure_from(Clock::time_point now, std::uint64_t answered);
  void judge(Clock::time_point now, double rate);

  const std::size_t most_;
  std::size_t limit_;
  Clock::time_point next_look_{};
  bool measures_ = false;
  Clock::time_point since_{};
  std::uint64_t answered_ = 0;
  Clock::duration silence_;       // the wait for a first response before the limit grows without one
  std::size_t limit_before_ = 0;  // before the step on trial; 0: no step is
  double rate_before_ = 0;
  Clock::duration pause_;
  Clock::time_point paused_until_{};
};

}  // namespace gor
