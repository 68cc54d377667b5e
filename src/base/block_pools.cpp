// SPDX-License-Identifier: Apache-2.0
#include "base/block_pools.hpp"

#include <cstdlib>
#include <new>
#include <utility>

namespace gor {

BlockPools::~BlockPools() {
  for (Pool& pool : pools_) {
    free_all(pool.gathered.first);
    free_all(pool.returned.load());
    for (Unused* const first : pool.unused) free_all(first);
  }
}

BlockPools::Block BlockPools::allocate(std::size_t bytes) {
  const std::size_t mine = part_of_thread < kThreadsWithParts ? part_of_thread : take_part();
  if (bytes > kLargest || mine == kThreadsWithParts) return allocate_alone(bytes);
  const Origin origin{static_cast<std::uint8_t>(mine), static_cast<std::uint8_t>((bytes - 1) / kStep)};
  Pool& pool = pools_[origin.thread];
  Unused*& first = pool.unused[origin.size_class];
  if (first == nullptr) collect(pool);
  if (first == nullptr) return {allocate_alone(bytes_of(origin)).memory, bytes_of(origin), origin};
  pool.unused_bytes -= bytes_of(origin);
  return {std::exchange(first, first->next), bytes_of(origin), origin};
}

BlockPools::Block BlockPools::allocate_alone(std::size_t bytes) {
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return {memory, bytes, {}};
}

void BlockPools::free(void* memory, Origin origin) noexcept {
  if (!origin.is_pool()) return std::free(memory);
  auto* const block = new (memory) Unused{nullptr, origin};
  if (part_of_thread == origin.thread) return keep(pools_[origin.thread], block);
  if (part_of_thread < kThreadsWithParts) return gather(pools_[part_of_thread], block);
  Chain chain{block, block, 1, bytes_of(origin)};
  hand_back(chain);
}

void BlockPools::keep(Pool& pool, Unused* block) noexcept {
  const std::size_t bytes = bytes_of(block->origin);
  if (pool.unused_bytes + bytes > kMostKept) return std::free(block);
  pool.unused_bytes += bytes;
  block->next = std::exchange(pool.unused[block->origin.size_class], block);
}

void BlockPools::collect(Pool& pool) noexcept {
  if (pool.returned.load(std::memory_order_relaxed) == nullptr) return;
  std::size_t bytes = 0;
  for (Unused* block = pool.returned.exchange(nullptr, std::memory_order_acquire); block != nullptr;) {
    bytes += bytes_of(block->origin);
    keep(pool, std::exchange(block, block->next));
  }
  pool.returned_bytes.fetch_sub(bytes, std::memory_order_relaxed);
}

void BlockPools::gather(Pool& mine, Unused* block) noexcept {
  Chain& chain = mine.gathered;
  if (chain.first != nullptr && chain.first->origin.thread != block->origin.thread) hand_back(chain);
  block->next = std::exchange(chain.first, block);
  if (chain.last == nullptr) chain.last = block;
  chain.bytes += bytes_of(block->origin);
  if (++chain.blocks == kGathered) hand_back(chain);
}

// All blocks of the chain are of one thread. It may have stopped to allocate: then malloc gets what is too much.
void BlockPools::hand_back(Chain& chain) noexcept {
  const Chain given = std::exchange(chain, {});
  Pool& pool = pools_[given.first->origin.thread];
  if (pool.returned_bytes.fetch_add(given.bytes, std::memory_order_relaxed) + given.bytes > kMostKept) {
    pool.returned_bytes.fetch_sub(given.bytes, std::memory_order_relaxed);
    return free_all(given.first);
  }
  given.last->next = pool.returned.load(std::memory_order_relaxed);
  while (!pool.returned.compare_exchange_weak(given.last->next, given.first, std::memory_order_release,
                                              std::memory_order_relaxed)) {
  }
}

void BlockPools::free_all(Unused* first) noexcept {
  while (first != nullptr) std::free(std::exchange(first, first->next));
}

std::size_t BlockPools::kept_bytes() const noexcept {
  std::size_t bytes = 0;
  for (const Pool& pool : pools_) bytes += pool.unused_bytes + pool.returned_bytes.load();
  return bytes;
}

}  // namespace gor
