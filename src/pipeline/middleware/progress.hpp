// SPDX-License-Identifier: Apache-2.0
// Whether a program is done with what it was given, as far as that can be seen from without.
#pragma once

#include <atomic>
#include <chrono>
#include <utility>

namespace gor {

/// Of the thread that writes and reads, but for is_quiet().
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  void note_written() {
    has_unread_ = true;
    note_move();
  }
  void note_heard() { note_move(); }
  /// So many bytes of what was written it has not read.
  void note_unread(int bytes) {
    if (std::exchange(unread_, bytes) != bytes) note_move();
    if (bytes == 0) has_unread_ = false;
  }
  bool has_unread() const noexcept { return has_unread_; }

  /// It has read everything, and nothing has come from it for a while; or it has stopped reading. It may only be
  /// starting, so that takes longer. Any thread.
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
  int unread_ = 0;  // when last looked at
};

}  // namespace gor
