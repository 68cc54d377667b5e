// SPDX-License-Identifier: Apache-2.0
// The account of --memory-limit, shared by all that hold messages.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "gor/per_thread.hpp"

namespace gor {

/// While the total is within the limit, no holder is restricted. Beyond it the biggest gives way first: the others may
/// still grow until the total passes the limit by a quarter or by 16 MB, whichever is less.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit) noexcept
      : limit_(limit),
        most_(limit + std::min(limit / 4, kReserve)),
        step_(std::clamp<std::size_t>(limit / 1024, 1, kMostStep)) {}
  static std::shared_ptr<MemoryBudget> of(std::size_t limit) { return std::make_shared<MemoryBudget>(limit); }

  std::size_t limit() const noexcept { return limit_; }

  /// Calls `each(std::string_view holder, std::size_t bytes)`, several times for a holder with several shares.
  template <class Each>
  void for_each_holder(Each each) const {
    const std::size_t count = std::min(used_shares_.load(), kMostShares);
    for (std::size_t i = 0; i < count; ++i) {
      const char* const holder = holders_[i].load();
      if (holder != nullptr) each(std::string_view(holder), shares_[i].bytes.load(std::memory_order_relaxed));
    }
  }

 private:
  friend class MemoryShare;
  static constexpr std::size_t kMostShares = 64;  // further ones share a counter
  static constexpr std::size_t kReserve = std::size_t{16} << 20;
  static constexpr std::size_t kMostStep = std::size_t{64} << 10;
  struct alignas(kCacheLine) Share {
    std::atomic<std::size_t> bytes{0};
    std::atomic<std::size_t> in_total{0};  // `bytes` rounded up, and up to half a step more
  };

  const std::size_t limit_;
  const std::size_t most_;  // the limit with its tolerance
  const std::size_t step_;  // of the total, so that threads seldom change it
  alignas(kCacheLine) std::atomic<std::size_t> total_{0};
  alignas(kCacheLine) std::atomic<std::size_t> used_shares_{0};
  std::array<Share, kMostShares> shares_{};
  std::array<std::atomic<const char*>, kMostShares> holders_{};
};

/// The part of the budget that one holder uses. Any thread; relaxed counters, no lock.
class MemoryShare {
 public:
  /// `holder`: what holds the memory, for views; a string literal.
  explicit MemoryShare(std::shared_ptr<MemoryBudget> budget, const char* holder = "other")
      : budget_(std::move(budget)),
        mine_(budget_->shares_[std::min(budget_->used_shares_.fetch_add(1), MemoryBudget::kMostShares - 1)]) {
    budget_->holders_[static_cast<std::size_t>(&mine_ - budget_->shares_.data())] = holder;
  }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  void add(std::size_t bytes) noexcept {
    mine_.bytes.fetch_add(bytes, std::memory_order_relaxed);
    settle();
  }
  void remove(std::size_t bytes) noexcept {
    mine_.bytes.fetch_sub(bytes, std::memory_order_relaxed);
    settle();
  }

  /// The total is over the limit and no share is larger than this one, or the total is far over the limit.
  bool must_give_way() const noexcept { return !fits(0); }
  /// This share could grow by `more` bytes without having to give way.
  bool fits(std::size_t more) const noexcept {
    if (total() + more <= budget_->limit_) return true;
    if (total() + more > budget_->most_) return false;
    const std::size_t mine = mine_.bytes.load(std::memory_order_relaxed) + more;
    return std::any_of(budget_->shares_.begin(), budget_->shares_.end(), [&](const auto& other) {
      return &other != &mine_ && other.bytes.load(std::memory_order_relaxed) > mine;
    });
  }
  /// A quarter of the limit is free.
  bool has_much_room() const noexcept { return total() <= budget_->limit_ / 4 * 3; }

 private:
  std::size_t total() const noexcept { return budget_->total_.load(std::memory_order_relaxed); }

  /// Changes the total, if the share has changed enough.
  void settle() noexcept {
    const std::size_t step = budget_->step_;
    std::size_t known = mine_.in_total.load(std::memory_order_relaxed);
    std::size_t wanted = 0;
    do {
      const std::size_t bytes = mine_.bytes.load(std::memory_order_relaxed);
      if (bytes <= known && known - bytes < step + step / 2) return;
      wanted = (bytes + step - 1) / step * step;
    } while (!mine_.in_total.compare_exchange_weak(known, wanted, std::memory_order_relaxed));
    budget_->total_.fetch_add(wanted - known, std::memory_order_relaxed);
  }

  const std::shared_ptr<MemoryBudget> budget_;
  MemoryBudget::Share& mine_;
};

}  // namespace gor
