// SPDX-License-Identifier: Apache-2.0
#include "base/lru_map.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;

class LruMapTest : public testing::Test {
 protected:
  void put(std::string_view key, std::size_t bytes = 1) { map_.use(key, bytes, now_) = key; }
  /// "a b": the entries that leave now.
  std::string evicted() {
    std::string keys;
    while (const auto value = map_.evict(now_)) keys += (keys.empty() ? "" : " ") + *value;
    return keys;
  }

  LruMap<std::string>::Time now_{1h};
  std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(100);
  LruMap<std::string> map_{{1min, 3, memory_}};
};

TEST_F(LruMapTest, HandsOutTheLeastRecentlyUsedEntryWhenThereAreTooMany) {
  for (const char* key : {"a", "b", "c"}) put(key);
  EXPECT_EQ(evicted(), "");
  put("a");
  put("d");
  EXPECT_EQ(evicted(), "b");
  EXPECT_EQ(map_.size(), 3U);
  EXPECT_EQ(map_.find("b"), nullptr);
  EXPECT_EQ(*map_.find("a"), "a");
}

TEST_F(LruMapTest, HandsOutEntriesThatReachTheAgeLimit) {
  put("a");
  now_ += 30s;
  put("b");
  EXPECT_EQ(map_.next_expiry(), now_ + 30s);
  now_ += 30s - 1ns;
  EXPECT_EQ(evicted(), "");
  now_ += 1ns;
  EXPECT_EQ(evicted(), "a");
  EXPECT_EQ(map_.next_expiry(), now_ + 30s);
  now_ += 1h;
  EXPECT_EQ(evicted(), "b");
  EXPECT_EQ(map_.next_expiry(), std::nullopt);
}

TEST_F(LruMapTest, HandsOutEntriesUntilTheMemorySuffices) {
  put("a", 40);
  put("b", 40);
  put("b", 20);
  EXPECT_EQ(evicted(), "");
  put("c", 1);
  EXPECT_EQ(evicted(), "a");
  put("c", 200);
  EXPECT_EQ(evicted(), "b c") << "even the newest";
}

TEST_F(LruMapTest, TakesAnEntryOnce) {
  put("a");
  EXPECT_EQ(map_.take("b"), std::nullopt);
  EXPECT_EQ(map_.take("a"), "a");
  EXPECT_EQ(map_.take("a"), std::nullopt);
  EXPECT_EQ(map_.take_oldest(), std::nullopt);
  put("b");
  put("c");
  EXPECT_EQ(map_.take_oldest(), "b");
  EXPECT_FALSE(map_.empty());
}

TEST_F(LruMapTest, ReturnsItsMemory) {
  MemoryShare other(memory_);
  {
    LruMap<int> map({1min, 9, memory_});
    map.use("a", 70, now_);
    map.use("b", 20, now_);
    EXPECT_FALSE(other.fits(80));
    map.take("a");
    EXPECT_TRUE(other.fits(80));
  }
  EXPECT_TRUE(other.fits(100));
}

}  // namespace
}  // namespace gor
