// SPDX-License-Identifier: Apache-2.0
// When a client that is to leave, and does not, has said its last words.
#pragma once

#include <chrono>

namespace gor {

/// Counted in ticks in which it could have been heard: a process that does not get to run does not listen meanwhile.
class Silence {
 public:
  /// Of the inputs that need not wait for longer than the usual half a second.
  static constexpr std::chrono::steady_clock::duration kTick = std::chrono::milliseconds(20);

  explicit Silence(unsigned ticks = 25) noexcept : final_(ticks) {}

  void tick() noexcept { ++ticks_; }
  void begin_anew() noexcept { ticks_ = 0; }
  bool is_final() const noexcept { return ticks_ >= final_; }

 private:
  unsigned final_;
  unsigned ticks_ = 0;
};

}  // namespace gor
