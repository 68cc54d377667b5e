// SPDX-License-Identifier: Apache-2.0
// When a sender that was told to leave, and does not, has said its last words.
#pragma once

#include <chrono>

namespace gor {

/// Counted in ticks in which it could have been heard: a process that does not get to run does not listen meanwhile.
class Silence {
 public:
  static constexpr std::chrono::steady_clock::duration kTick = std::chrono::milliseconds(20);

  void tick() noexcept { ++ticks_; }
  void begin_anew() noexcept { ticks_ = 0; }
  bool is_final() const noexcept { return ticks_ >= kFinal; }

 private:
  static constexpr unsigned kFinal = 25;

  unsigned ticks_ = 0;
};

}  // namespace gor
