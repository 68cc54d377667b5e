// SPDX-License-Identifier: Apache-2.0
#include "capture/thread_priority.hpp"

#include <cstdint>

#include <sys/resource.h>
#include <sys/syscall.h>

#include <sched.h>
#include <unistd.h>

namespace gor::capture {
namespace {

// sched_setattr(2). <linux/sched/types.h> has it too, but clashes with glibc's <sched.h>.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  // ns: the slice
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

constexpr std::uint64_t kSlice = 500'000;  // ns

// Kernels before 6.12 ignore the slice. A thread with another scheduling policy (chrt) is not changed.
void take_short_turns() noexcept {
  Attributes attributes;
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  if (attributes.policy != SCHED_OTHER) return;
  attributes.runtime = kSlice;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

bool let_thread_go_first(int nice) noexcept {
  const bool is_set = ::setpriority(PRIO_PROCESS, 0, nice) == 0;
  take_short_turns();
  return is_set;
}

}  // namespace gor::capture
