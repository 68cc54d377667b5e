// SPDX-License-Identifier: Apache-2.0
// Memory for small payloads, which goes back to the thread that allocated it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "gor/per_thread.hpp"

namespace gor {

/// A message is made on one thread and freed on another. With malloc, both threads then need the lock of one arena for
/// each message. Here, the thread that frees gathers blocks, and hands them back together without a lock. Any thread.
class BlockPools {
 public:
  /// Where a block came from.
  struct Origin {
    std::uint8_t thread = kNoThread;
    std::uint8_t size_class = 0;

    bool is_pool() const noexcept { return thread != kNoThread; }
  };
  struct Block {
    void* memory;
    std::size_t bytes;
    Origin origin;
  };
  /// Larger blocks are malloc's.
  static constexpr std::size_t kLargest = 2048;
  /// Unused memory that a thread keeps at most, and again as much that other threads have handed back to it.
  static constexpr std::size_t kMostKept = std::size_t{1} << 20;

  constexpr BlockPools() noexcept = default;
  /// All blocks must have been freed.
  ~BlockPools();
  BlockPools(const BlockPools&) = delete;
  BlockPools& operator=(const BlockPools&) = delete;

  /// At least `bytes`, which are not 0, aligned as by malloc. Throws std::bad_alloc.
  Block allocate(std::size_t bytes);
  /// As allocate(), without a pool.
  static Block allocate_alone(std::size_t bytes);
  void free(void* memory, Origin origin) noexcept;

  /// Unused memory of all threads, but for blocks that are being gathered. While no thread uses the pools.
  std::size_t kept_bytes() const noexcept;

 private:
  static constexpr std::uint8_t kNoThread = 0xff;
  static constexpr std::size_t kStep = 128;
  static constexpr std::size_t kClasses = kLargest / kStep;
  static constexpr unsigned kGathered = 32;

  struct Unused {
    Unused* next;
    Origin origin;
  };
  struct Chain {
    Unused* first = nullptr;
    Unused* last = nullptr;
    unsigned blocks = 0;
    std::size_t bytes = 0;
  };
  /// What the thread of one number has.
  struct alignas(kCacheLine) Pool {
    std::array<Unused*, kClasses> unused{};
    std::size_t unused_bytes = 0;
    Chain gathered;  // to be handed back, all to one thread
    alignas(kCacheLine) std::atomic<Unused*> returned{nullptr};
    std::atomic<std::size_t> returned_bytes{0};
  };

  static std::size_t bytes_of(Origin origin) noexcept { return (origin.size_class + std::size_t{1}) * kStep; }
  static void keep(Pool& pool, Unused* block) noexcept;
  static void collect(Pool& pool) noexcept;
  static void free_all(Unused* first) noexcept;
  void gather(Pool& mine, Unused* block) noexcept;
  void hand_back(Chain& chain) noexcept;

  std::array<Pool, kThreadsWithParts> pools_{};
};

}  // namespace gor
