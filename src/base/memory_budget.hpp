// SPDX-License-Identifier: Apache-2.0
// --memory-limit: one account of bytes for all that hold messages.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace gor {

/// While all together are within the limit, each may have what it wants. When they are not, the biggest gives way
/// first: the others may still grow, until all together pass the limit by a quarter of it or 16 MB, whichever is less.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit) noexcept : limit_(limit), most_(limit + std::min(limit / 4, kReserve)) {}
  static std::shared_ptr<MemoryBudget> of(std::size_t limit) { return std::make_shared<MemoryBudget>(limit); }

  std::size_t limit() const noexcept { return limit_; }

 private:
  friend class MemoryShare;
  static constexpr std::size_t kMostShares = 64;  // further ones count together
  static constexpr std::size_t kReserve = std::size_t{16} << 20;

  const std::size_t limit_;
  const std::size_t most_;  // with what is beyond the limit
  std::atomic<std::size_t> total_{0};
  std::atomic<std::size_t> used_shares_{0};
  std::array<std::atomic<std::size_t>, kMostShares> shares_{};
};

/// What one holder has of it. Any thread; relaxed counts, no lock.
class MemoryShare {
 public:
  explicit MemoryShare(std::shared_ptr<MemoryBudget> budget)
      : budget_(std::move(budget)),
        mine_(budget_->shares_[std::min(budget_->used_shares_.fetch_add(1), MemoryBudget::kMostShares - 1)]) {}
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  void add(std::size_t bytes) noexcept {
    mine_.fetch_add(bytes, std::memory_order_relaxed);
    budget_->total_.fetch_add(bytes, std::memory_order_relaxed);
  }
  void remove(std::size_t bytes) noexcept {
    mine_.fetch_sub(bytes, std::memory_order_relaxed);
    budget_->total_.fetch_sub(bytes, std::memory_order_relaxed);
  }

  /// The total is over the limit and no share is larger than this one, or the total is far over the limit.
  bool must_give_way() const noexcept { return !fits(0); }
  /// So many more bytes would not make it give way.
  bool fits(std::size_t more) const noexcept {
    if (total() + more <= budget_->limit_) return true;
    if (total() + more > budget_->most_) return false;
    const std::size_t mine = mine_.load(std::memory_order_relaxed) + more;
    return std::any_of(budget_->shares_.begin(), budget_->shares_.end(), [&](const auto& other) {
      return &other != &mine_ && other.load(std::memory_order_relaxed) > mine;
    });
  }
  /// A quarter of all is free.
  bool has_much_room() const noexcept { return total() <= budget_->limit_ / 4 * 3; }

 private:
  std::size_t total() const noexcept { return budget_->total_.load(std::memory_order_relaxed); }

  const std::shared_ptr<MemoryBudget> budget_;
  std::atomic<std::size_t>& mine_;
};

}  // namespace gor
