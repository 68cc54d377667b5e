// SPDX-License-Identifier: Apache-2.0
#include "base/queue.hpp"

#include <numeric>
#include <thread>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using TestQueue = Queue<int>;
using Push = TestQueue::Push;

constexpr auto kIgnore = [](Push) {};
std::chrono::steady_clock::time_point in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

TEST(Queue, RefusesALiveSourceWhenFullAndCountsIt) {
  TestQueue queue(2, 1000);
  std::vector<Push> counted;
  for (int i = 0; i < 3; ++i) queue.push(i, 1, SourceKind::live, [&](Push push) { counted.push_back(push); });
  EXPECT_EQ(counted, (std::vector{Push::taken, Push::taken, Push::full}));
  EXPECT_EQ(queue.size(), 2U);
}

TEST(Queue, IsBoundedByBytesButTakesOneLargeItem) {
  TestQueue queue(100, 10);
  EXPECT_EQ(queue.push(1, 50, SourceKind::live, kIgnore), Push::taken);
  EXPECT_EQ(queue.push(2, 1, SourceKind::live, kIgnore), Push::full);
}

TEST(Queue, ASourceThatCanWaitWaitsForRoomAndNothingIsLost) {
  TestQueue queue(3, 1000);
  std::thread writer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(i, 1, SourceKind::can_wait, kIgnore);
    queue.close();
  });
  std::vector<int> all;
  std::vector<int> some;
  while (queue.pop_all(some, in(10s))) {
    all.insert(all.end(), some.begin(), some.end());
    some.clear();
  }
  writer.join();
  std::vector<int> expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(all, expected);
}

TEST(Queue, CloseWakesAWriterThatWaits) {
  TestQueue queue(1, 1000);
  queue.push(1, 1, SourceKind::live, kIgnore);
  std::thread writer([&] { EXPECT_EQ(queue.push(2, 1, SourceKind::can_wait, kIgnore), Push::closed); });
  queue.close();
  writer.join();
  std::vector<int> rest;
  EXPECT_TRUE(queue.pop_all(rest, in(0ms)));
  EXPECT_EQ(rest, std::vector{1});
  rest.clear();
  EXPECT_FALSE(queue.pop_all(rest, in(0ms)));
}

TEST(Queue, PopReturnsAtTheDeadline) {
  TestQueue queue(1, 1000);
  std::vector<int> none;
  EXPECT_TRUE(queue.pop_all(none, in(1ms)));
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace gor
