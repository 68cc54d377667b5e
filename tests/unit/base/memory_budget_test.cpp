// SPDX-License-Identifier: Apache-2.0
#include "base/memory_budget.hpp"

#include <deque>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(MemoryBudget, OneHolderMayHaveItAll) {
  MemoryShare share(MemoryBudget::of(100));
  EXPECT_TRUE(share.fits(100));
  EXPECT_FALSE(share.fits(101));
  share.add(100);
  EXPECT_FALSE(share.must_give_way());
  EXPECT_FALSE(share.fits(1));
  share.add(1);
  EXPECT_TRUE(share.must_give_way());
  share.remove(1);
  EXPECT_FALSE(share.must_give_way());
}

TEST(MemoryBudget, WhoHoldsMostGivesWayFirst) {
  const auto budget = MemoryBudget::of(100);
  MemoryShare large(budget), small(budget);
  large.add(70);
  small.add(20);
  EXPECT_TRUE(large.fits(10));
  EXPECT_FALSE(large.fits(11));
  EXPECT_TRUE(small.fits(30)) << "the other one is larger";
  EXPECT_FALSE(small.fits(60));
  small.add(30);
  EXPECT_TRUE(large.must_give_way());
  EXPECT_FALSE(small.must_give_way());
  large.remove(30);
  EXPECT_FALSE(large.must_give_way());
}

TEST(MemoryBudget, AllGiveWayFarBeyondTheLimit) {
  const auto budget = MemoryBudget::of(100);
  MemoryShare large(budget), small(budget);
  large.add(90);
  EXPECT_TRUE(small.fits(35));
  EXPECT_FALSE(small.fits(36)) << "a quarter beyond the limit";
  small.add(36);
  EXPECT_TRUE(small.must_give_way());
}

TEST(MemoryBudget, KnowsWhenThereIsMuchRoom) {
  const auto budget = MemoryBudget::of(100);
  MemoryShare one(budget), other(budget);
  one.add(60);
  EXPECT_TRUE(other.has_much_room());
  other.add(20);
  EXPECT_FALSE(one.has_much_room());
}

TEST(MemoryBudget, AnyNumberOfHoldersOnAnyThreadsCountTogether) {
  const auto budget = MemoryBudget::of(1000);
  std::deque<MemoryShare> shares;
  for (int i = 0; i < 100; ++i) shares.emplace_back(budget);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100'000; ++i) {
        MemoryShare& share = shares[static_cast<std::size_t>((i * 7 + t) % 100)];
        share.add(5);
        share.remove(5);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(shares.front().fits(1000));
  EXPECT_FALSE(shares.front().fits(1001));
}

}  // namespace
}  // namespace gor
