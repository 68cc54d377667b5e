// SPDX-License-Identifier: Apache-2.0
#include "base/block_pools.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

using Block = BlockPools::Block;

std::vector<Block> allocate(BlockPools& pools, std::size_t count, std::size_t bytes) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < count; ++i) blocks.push_back(pools.allocate(bytes));
  return blocks;
}
void free(BlockPools& pools, const std::vector<Block>& blocks) {
  for (const Block& block : blocks) pools.free(block.memory, block.origin);
}
std::set<void*> addresses(const std::vector<Block>& blocks) {
  std::set<void*> all;
  for (const Block& block : blocks) all.insert(block.memory);
  return all;
}
template <class Work>
void on_another_thread(Work work) {
  std::thread([&] {
    take_part();
    work();
  }).join();
}

TEST(BlockPools, GivesAtLeastWhatWasAskedFor) {
  BlockPools pools;
  std::vector<Block> blocks;
  for (const std::size_t bytes : {1U, 127U, 128U, 129U, 2047U, 2048U, 2049U, 1'000'000U}) {
    blocks.push_back(pools.allocate(bytes));
    EXPECT_GE(blocks.back().bytes, bytes);
    EXPECT_LT(blocks.back().bytes, bytes + 128);
    EXPECT_EQ(blocks.back().origin.is_pool(), bytes <= BlockPools::kLargest) << bytes;
    std::memset(blocks.back().memory, 'x', blocks.back().bytes);
  }
  EXPECT_EQ(addresses(blocks).size(), blocks.size());
  free(pools, blocks);
}

TEST(BlockPools, UsesBlocksAgainThatOtherThreadsHaveFreed) {
  BlockPools pools;
  const auto first = allocate(pools, 1000, 200);
  on_another_thread([&] { free(pools, first); });
  const auto second = allocate(pools, 1000, 256);
  std::vector<void*> both;
  const auto before = addresses(first);
  const auto after = addresses(second);
  std::set_intersection(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(both));
  EXPECT_GE(both.size(), 960U) << "all but those that are being gathered";
  free(pools, second);
}

TEST(BlockPools, KeepsLittleOfALargeBurst) {
  BlockPools pools;
  const auto burst = allocate(pools, 50'000, 1000);
  on_another_thread([&] { free(pools, burst); });
  EXPECT_LE(pools.kept_bytes(), BlockPools::kMostKept);
  EXPECT_GE(pools.kept_bytes(), BlockPools::kMostKept / 2);
  free(pools, allocate(pools, 50'000, 500));
  EXPECT_LE(pools.kept_bytes(), 2 * BlockPools::kMostKept);
}

TEST(BlockPools, FreesBlocksOfThreadsThatHaveEnded) {
  BlockPools pools;
  std::vector<Block> blocks;
  on_another_thread([&] { blocks = allocate(pools, 100, 100); });
  free(pools, blocks);
  on_another_thread([&] { free(pools, allocate(pools, 100, 100)); });
}

/// Blocks on their way from one thread to another.
class Exchange {
 public:
  Block swap(std::size_t place, Block block) {
    const std::lock_guard lock(mutex_);
    return std::exchange(blocks_[place], block);
  }
  const std::vector<Block>& rest() const { return blocks_; }

 private:
  std::mutex mutex_;
  std::vector<Block> blocks_ = std::vector<Block>(500, Block{nullptr, 0, {}});
};

TEST(BlockPools, NoTwoOwnersHaveABlockAtOnce) {
  BlockPools pools;
  Exchange exchange;
  // More than have pools of their own.
  constexpr unsigned kThreads = kThreadsWithParts + 3;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 random(i);
      for (int n = 0; n < 3000; ++n) {
        Block block = pools.allocate(1 + random() % 3000);
        std::memset(block.memory, static_cast<int>(block.bytes % 251), block.bytes);
        block = exchange.swap(random() % 500, block);
        if (block.memory == nullptr) continue;
        const auto* const bytes = static_cast<const unsigned char*>(block.memory);
        const auto expected = static_cast<unsigned char>(block.bytes % 251);
        EXPECT_TRUE(std::all_of(bytes, bytes + block.bytes, [&](unsigned char byte) { return byte == expected; }));
        pools.free(block.memory, block.origin);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Block& block : exchange.rest()) {
    if (block.memory != nullptr) pools.free(block.memory, block.origin);
  }
}

}  // namespace
}  // namespace gor
