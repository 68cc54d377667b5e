// SPDX-License-Identifier: Apache-2.0
#include "gor/payload.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/block_pools.hpp"

namespace gor {
namespace {

// The address sanitizer sees the end of each payload only if malloc has made it.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kUsesPools = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kUsesPools = false;
#else
constexpr bool kUsesPools = true;
#endif
#else
constexpr bool kUsesPools = true;
#endif

/// Not destroyed: other static objects may have payloads.
union Undestroyed {
  constexpr Undestroyed() noexcept : pools() {}
  ~Undestroyed() {}
  BlockPools pools;
};
constinit Undestroyed all;

}  // namespace

// The bytes follow this header in the same allocation. Trivially copyable, so that realloc may move it.
struct Payload::Block {
  std::atomic<std::uint32_t> owners;
  BlockPools::Origin origin;
  std::size_t size;

  char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }

  /// `capacity` becomes what there is.
  static Block* make(std::size_t& capacity) {
    const std::size_t bytes = sizeof(Block) + capacity;
    const BlockPools::Block block = kUsesPools ? all.pools.allocate(bytes) : BlockPools::allocate_alone(bytes);
    capacity = block.bytes - sizeof(Block);
    return new (block.memory) Block{1, block.origin, 0};
  }
  static void free(Block* block) noexcept {
    if (block != nullptr) all.pools.free(block, block->origin);
  }

  /// `block` may be null.
  static Block* resize(Block* block, std::size_t& capacity) {
    if (block != nullptr && !block->origin.is_pool()) {
      void* const memory = std::realloc(static_cast<void*>(block), sizeof(Block) + capacity);
      if (memory == nullptr) throw std::bad_alloc();
      return static_cast<Block*>(memory);
    }
    Block* const larger = make(capacity);
    if (block != nullptr) {
      std::memcpy(larger->bytes(), block->bytes(), block->size);
      larger->size = block->size;
      free(block);
    }
    return larger;
  }
};

Payload::Payload(std::string_view bytes) {
  if (bytes.empty()) return;
  std::size_t capacity = bytes.size();
  block_ = Block::make(capacity);
  std::memcpy(block_->bytes(), bytes.data(), bytes.size());
  block_->size = bytes.size();
}

std::string_view Payload::view() const noexcept {
  return block_ == nullptr ? std::string_view{} : std::string_view(block_->bytes(), block_->size);
}

void Payload::share() const noexcept {
  if (block_ != nullptr) block_->owners.fetch_add(1, std::memory_order_relaxed);
}

void Payload::release() noexcept {
  if (block_ == nullptr) return;
  // The only owner needs no atomic write: no other thread can be adding one.
  if (block_->owners.load(std::memory_order_acquire) == 1 ||
      block_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    Block::free(block_);
  }
  block_ = nullptr;
}

PayloadBuilder::~PayloadBuilder() {
  Payload::Block::free(block_);
}

void PayloadBuilder::reserve(std::size_t bytes) {
  if (bytes <= capacity_) return;
  block_ = Payload::Block::resize(block_, bytes);
  capacity_ = bytes;
}

void PayloadBuilder::append(std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(extend(bytes.size()), bytes.data(), bytes.size());
}

char* PayloadBuilder::extend(std::size_t bytes) {
  const std::size_t old_size = size();
  const std::size_t new_size = old_size + bytes;
  if (new_size > capacity_ || block_ == nullptr) {
    reserve(std::max<std::size_t>({new_size, capacity_ + capacity_ / 2, 1}));
  }
  block_->size = new_size;
  return block_->bytes() + old_size;
}

void PayloadBuilder::truncate(std::size_t bytes) noexcept {
  if (block_ != nullptr) block_->size = bytes;
}

void PayloadBuilder::clear() noexcept {
  Payload::Block::free(block_);
  block_ = nullptr;
  capacity_ = 0;
}

std::string_view PayloadBuilder::view() const noexcept {
  return block_ == nullptr ? std::string_view{} : std::string_view(block_->bytes(), block_->size);
}

Payload PayloadBuilder::finish() noexcept {
  constexpr std::size_t kLittle = 4096;
  const std::size_t waste = capacity_ - size();
  // Memory accounts count the payload's size, so that unused room must stay small. In a pool's block it is.
  if (block_ != nullptr && waste > std::max(kLittle, size() / 8)) {
    void* const smaller = std::realloc(static_cast<void*>(block_), sizeof(Payload::Block) + size());
    if (smaller != nullptr) block_ = static_cast<Payload::Block*>(smaller);
  }
  capacity_ = 0;
  return Payload(std::exchange(block_, nullptr));
}

}  // namespace gor
