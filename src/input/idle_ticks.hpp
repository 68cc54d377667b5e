// SPDX-License-Identifier: Apache-2.0
// The idle timeout, counted in ticks, for clients that were asked to disconnect.
#pragma once

#include <chrono>

namespace gor {

/// Counts only ticks in which the client could have been heard: a process that is not scheduled does not listen.
class IdleTicks {
 public:
  /// For inputs that need not wait for the usual half a second.
  static constexpr std::chrono::steady_clock::duration kTick = std::chrono::milliseconds(20);

  explicit IdleTicks(unsigned ticks = 25) noexcept : final_(ticks) {}

  void tick() noexcept { ++ticks_; }
  void begin_anew() noexcept { ticks_ = 0; }
  bool is_final() const noexcept { return ticks_ >= final_; }

 private:
  unsigned final_;
  unsigned ticks_ = 0;
};

}  // namespace gor
