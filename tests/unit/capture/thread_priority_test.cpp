// SPDX-License-Identifier: Apache-2.0
#include "capture/thread_priority.hpp"

#include <cstdint>
#include <thread>

#include <sys/syscall.h>

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

namespace gor::capture {
namespace {

struct Attributes {
  std::uint32_t size, policy;
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t runtime, deadline, period;
};

Attributes attributes_of_this_thread() {
  Attributes attributes{};
  EXPECT_EQ(::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0), 0);
  return attributes;
}

void in_thread(void (*work)()) {
  std::thread(work).join();
}

TEST(ThreadPriority, TakesShortTurnsWhereTheKernelKnowsThem) {
  in_thread([] {
    if (attributes_of_this_thread().runtime == 0) GTEST_SKIP() << "needs Linux 6.12: this one has no slices";
    EXPECT_TRUE(let_thread_go_first(0));
    EXPECT_EQ(attributes_of_this_thread().runtime, 500'000u);
    EXPECT_EQ(attributes_of_this_thread().nice, 0);
  });
}

TEST(ThreadPriority, IsOfTheCallingThreadAlone) {
  const auto before = attributes_of_this_thread();
  in_thread([] { EXPECT_TRUE(let_thread_go_first(5)); });
  EXPECT_EQ(attributes_of_this_thread().nice, before.nice);
  EXPECT_EQ(attributes_of_this_thread().runtime, before.runtime);
}

TEST(ThreadPriority, KeepsAnotherPolicy) {
  in_thread([] {
    const sched_param none{};
    ASSERT_EQ(::sched_setscheduler(0, SCHED_BATCH, &none), 0);
    EXPECT_TRUE(let_thread_go_first(3));
    EXPECT_EQ(attributes_of_this_thread().policy, static_cast<std::uint32_t>(SCHED_BATCH));
    EXPECT_EQ(attributes_of_this_thread().nice, 3);
  });
}

}  // namespace
}  // namespace gor::capture
