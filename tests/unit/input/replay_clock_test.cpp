// SPDX-License-Identifier: Apache-2.0
#include "input/replay_clock.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr nanoseconds kToday = 1'790'000'000s;

std::vector<nanoseconds> dues(ReplayClock pace, const std::vector<nanoseconds>& times) {
  std::vector<nanoseconds> all;
  for (const nanoseconds time : times) all.push_back(pace.due(Timestamp(time)));
  return all;
}
using Dues = std::vector<nanoseconds>;

TEST(ReplayClock, KeepsTheGaps) {
  EXPECT_EQ(dues(ReplayClock(1, 0s), {kToday, kToday + 1s, kToday + 1s, kToday + 3s}), (Dues{0s, 1s, 1s, 3s}));
}

TEST(ReplayClock, DividesThemByTheSpeed) {
  EXPECT_EQ(dues(ReplayClock(2, 0s), {kToday, kToday + 1s, kToday + 3s}), (Dues{0s, 500ms, 1500ms}));
  EXPECT_EQ(dues(ReplayClock(0.5, 0s), {kToday, kToday + 1s}), (Dues{0s, 2s}));
}

TEST(ReplayClock, WaitsNoLongerThanTheLongestWait) {
  EXPECT_EQ(dues(ReplayClock(1, 2s), {kToday, kToday + 1s, kToday + 1h, kToday + 1h + 1s}), (Dues{0s, 1s, 3s, 4s}));
  EXPECT_EQ(dues(ReplayClock(10, 2s), {kToday, kToday + 10s, kToday + 60s}), (Dues{0s, 1s, 3s}))
      << "of what remains at a speed";
}

TEST(ReplayClock, GoesOnFromTheLatestAfterAnEarlierOne) {
  EXPECT_EQ(dues(ReplayClock(1, 0s), {kToday, kToday + 2s, kToday + 1s, kToday + 3s}), (Dues{0s, 2s, 2s, 3s}));
}

TEST(ReplayClock, PassesOverJumpsEitherWay) {
  const nanoseconds most = nanoseconds::max();
  ReplayClock pace(1, 0s);
  pace.due(Timestamp(0s));
  EXPECT_FALSE(pace.jump());
  EXPECT_EQ(pace.due(Timestamp(kToday)), 0s);
  EXPECT_TRUE(pace.jump());
  EXPECT_EQ(pace.due(Timestamp(kToday + 1s)), 1s);
  EXPECT_FALSE(pace.jump());
  EXPECT_EQ(pace.due(Timestamp(most)), 1s);
  EXPECT_EQ(pace.due(Timestamp(kToday + 2s)), 1s);
  EXPECT_EQ(pace.due(Timestamp(kToday + 3s)), 2s);
  EXPECT_EQ(pace.due(Timestamp::min()), 2s);
  EXPECT_EQ(pace.due(Timestamp::max()), 2s);
}

TEST(ReplayClock, DoesNotDriftOverMillionsOfRecords) {
  ReplayClock pace(3, 0s);
  nanoseconds due{0};
  for (int i = 0; i <= 3'000'000; ++i) due = pace.due(Timestamp(kToday + i * 1us));
  EXPECT_LE(std::abs((due - 1s).count()), 10);
}

TEST(ReplayClock, BeginsAnewWithoutAGap) {
  ReplayClock pace(1, 0s);
  pace.due(Timestamp(kToday));
  pace.due(Timestamp(kToday + 5s));
  pace.begin_anew();
  EXPECT_EQ(pace.due(Timestamp(kToday)), 5s);
  EXPECT_EQ(pace.due(Timestamp(kToday + 1s)), 6s);
}

}  // namespace
}  // namespace gor
