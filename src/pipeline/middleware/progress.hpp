// SPDX-License-Identifier: Apache-2.0
// A guess whether a program has finished its work, from what is visible outside.
#pragma once

#include <atomic>
#include <chrono>
#include <utility>

namespace gor {

/// For the thread that writes and reads, except is_quiet().
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  void note_written() {
    has_unread_ = true;
    note_move();
  }
  void note_heard() { note_move(); }
  /// `bytes` written to the program's stdin are still unread.
  void note_unread(int bytes) {
    if (std::exchange(unread_, bytes) != bytes) note_move();
    if (bytes == 0) has_unread_ = false;
  }
  bool has_unread() const noexcept { return has_unread_; }

  /// It has read everything and printed nothing for a while, or it has stopped reading. A program that may still be
  /// starting gets more time. Any thread.
  bool is_quiet() const {
    const auto quiet = Clock::now().time_since_epoch() - Clock::duration(moved_at_.load());
    return quiet >= (has_unread_ ? kStuck : kQuiet);
  }

 private:
  static constexpr Clock::duration kQuiet = std::chrono::milliseconds(200);
  static constexpr Clock::duration kStuck = std::chrono::seconds(10);

  void note_move() { moved_at_ = Clock::now().time_since_epoch().count(); }

  std::atomic<Clock::rep> moved_at_ = 0;
  std::atomic<bool> has_unread_ = false;
  int unread_ = 0;  // at the last check
};

}  // namespace gor
