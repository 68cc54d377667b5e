// SPDX-License-Identifier: Apache-2.0
#include "base/expiring_map.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock::time_point;
using Map = ExpiringMap<int, Time>;

constexpr Time at(std::chrono::seconds seconds) {
  return Time(seconds);
}

TEST(ExpiringMap, FindsTakesAndErases) {
  Map map(60s, 10);
  EXPECT_EQ(map.find(1), nullptr);
  map.set(1, 10, at(0s));
  map.set(2, 20, at(0s));
  EXPECT_EQ(*map.find(1), 10);
  EXPECT_EQ(map.take(1), 10);
  EXPECT_EQ(map.take(1), std::nullopt);
  map.erase(2);
  EXPECT_TRUE(map.empty());
}

TEST(ExpiringMap, ForgetsWhatIsOlderThanTheAge) {
  Map map(60s, 10);
  map.set(1, 10, at(0s));
  map.set(2, 20, at(30s));
  map.expire(at(60s));
  EXPECT_NE(map.find(1), nullptr) << "not older";
  map.expire(at(61s));
  EXPECT_EQ(map.find(1), nullptr);
  EXPECT_NE(map.find(2), nullptr);
}

TEST(ExpiringMap, SettingAgainRestartsTheAge) {
  Map map(60s, 10);
  map.set(1, 10, at(0s));
  map.set(1, 11, at(50s));
  map.expire(at(100s));
  ASSERT_NE(map.find(1), nullptr);
  EXPECT_EQ(*map.find(1), 11);
  map.expire(at(111s));
  EXPECT_TRUE(map.empty());
}

TEST(ExpiringMap, EvictsTheOldestOfTooMany) {
  Map map(60s, 3);
  for (int i = 0; i < 5; ++i) map.set(static_cast<std::uint64_t>(i), i, at(std::chrono::seconds(i)));
  EXPECT_EQ(map.find(0), nullptr);
  EXPECT_EQ(map.find(1), nullptr);
  for (std::uint64_t key = 2; key < 5; ++key) EXPECT_NE(map.find(key), nullptr) << key;
}

}  // namespace
}  // namespace gor
