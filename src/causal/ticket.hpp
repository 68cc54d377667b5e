// SPDX-License-Identifier: Apache-2.0
// Tickets that report to the gate when a request is done with.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

namespace gor {

/// The tickets without owners. Many threads add to them, each of which happens to drop the last copy of a message:
/// adding takes a lock for a moment, and cannot fail. One thread removes them.
class ReleasedTickets {
 public:
  using Numbers = std::list<std::uint64_t>;

  /// Moves the node in `number` into this list. Any thread.
  void put(Numbers& number) noexcept {
    {
      const std::lock_guard lock(mutex_);
      released_.splice(released_.end(), number);
    }
    filled_.notify_one();
  }

  /// Waits until there are any, or until `until` or wake().
  Numbers take(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    filled_.wait_until(lock, until, [&] { return woken_ || !released_.empty(); });
    woken_ = false;
    Numbers released;
    released.swap(released_);
    return released;
  }

  /// Any thread.
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    filled_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  Numbers released_;
  bool woken_ = false;
};

/// Shared by all copies of a request, and by its replayed response; the last owner releases it.
class HeldTicket {
 public:
  HeldTicket(std::shared_ptr<ReleasedTickets> released, std::uint64_t number)
      : released_(std::move(released)), number_{number} {}
  HeldTicket(const HeldTicket&) = delete;
  HeldTicket& operator=(const HeldTicket&) = delete;
  ~HeldTicket() { released_->put(number_); }

  std::uint64_t number() const noexcept { return number_.front(); }

 private:
  const std::shared_ptr<ReleasedTickets> released_;
  ReleasedTickets::Numbers number_;
};

}  // namespace gor
