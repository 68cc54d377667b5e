// SPDX-License-Identifier: Apache-2.0
// How the end of a request comes back to the gate that has let it on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

namespace gor {

/// The tickets that nobody holds any more. Many threads put them in, whoever happens to drop the last copy of a
/// message, so that this waits for nothing but a moment's lock, and cannot fail; one takes them out.
class ReleasedTickets {
 public:
  using Numbers = std::list<std::uint64_t>;

  /// Moves what is in `number` here. Any thread.
  void put(Numbers& number) noexcept {
    {
      const std::lock_guard lock(mutex_);
      released_.splice(released_.end(), number);
    }
    filled_.notify_one();
  }

  /// Waits until there are any, or `until`, or for wake().
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

/// Shared by all copies of a request, and by its replayed response; the last one that goes releases it.
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
