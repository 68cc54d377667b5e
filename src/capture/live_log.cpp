// SPDX-License-Identifier: Apache-2.0
#include "capture/live_log.hpp"

#include "capture/thread_priority.hpp"

namespace gor::capture {

// The kernel's buffer overflows while this thread waits for the CPU. This affects only the calling thread: threads that
// are not started by it keep their priority.
void LiveLog::let_thread_go_first() {
  const int nice = options_.priority;
  if (std::exchange(has_priority_, true) || nice == 0) return;
  if (capture::let_thread_go_first(nice)) {
    tell(log::Level::info, "the capture thread has nice {}", nice);
  } else {
    tell(log::Level::info, "the capture thread keeps its priority; nice {} needs CAP_SYS_NICE", nice);
  }
}

void LiveLog::tell_drops(std::uint64_t drops, std::size_t buffer_bytes) {
  if (drops == std::exchange(told_drops_, drops)) return;
  tell(log::Level::warning,
       "the kernel has dropped {} packets; a larger --input-raw-buffer-size (now {} MB) holds longer bursts", drops,
       buffer_bytes >> 20);
}

bool LiveLog::is_hint_due(Clock::time_point now, std::uint64_t packets) {
  if (has_hinted_ || packets > 0 || now - started_ < options_.hint_after) return false;
  has_hinted_ = true;
  return true;
}

bool LiveLog::are_statistics_due(Clock::time_point now) {
  if (!options_.stats || now < next_statistics_) return false;
  next_statistics_ = now + kStatisticsInterval;
  return true;
}

}  // namespace gor::capture
