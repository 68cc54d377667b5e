// SPDX-License-Identifier: Apache-2.0
// How many connections to a target are worth having.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/memory_budget.hpp"

namespace gor {

/// --output-http-workers as a number; some file descriptors are left for other uses.
std::size_t most_connections(std::int64_t asked, std::size_t by_default);

/// What a connection that is in use takes.
inline constexpr std::size_t kConnectionBytes = std::size_t{16} * 1024;
/// As many connections as half of the memory has room for, one at least, `most` at most.
inline std::size_t within_memory(const MemoryBudget& memory, std::size_t most) {
  return std::clamp<std::size_t>(memory.limit() / 2 / kConnectionBytes, 1, most);
}

/// A busy server answers no more with a thousand connections than with sixteen, only later. So the limit doubles while
/// requests pile up, and goes back where that has not brought more answers; then it tries again after a while, for the
/// server may have got faster. A server that has not answered at all gets more connections too, but ever more slowly.
/// One thread.
class ConnectionLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// Between `least` and `most`, both at least 1.
  ConnectionLimit(std::size_t least, std::size_t most);

  std::size_t get() const noexcept { return limit_; }
  /// Requests wait though there are get() connections. `answered` is the count of all answers so far, `round_trip`
  /// how long one takes.
  void requests_wait(Clock::time_point now, std::uint64_t answered, Clock::duration round_trip);
  /// Nothing waits: what was being measured says nothing about the server.
  void nothing_waits() noexcept { measures_ = false; }

 private:
  void measure_from(Clock::time_point now, std::uint64_t answered);
  void judge(Clock::time_point now, double rate);

  const std::size_t most_;
  std::size_t limit_;
  bool measures_ = false;
  Clock::time_point since_{};
  std::uint64_t answered_ = 0;
  Clock::duration silence_;       // how long to wait for a first answer before the limit grows without one
  std::size_t limit_before_ = 0;  // the step that is on trial; 0: none is
  double rate_before_ = 0;
  Clock::duration pause_;
  Clock::time_point paused_until_{};
};

}  // namespace gor
