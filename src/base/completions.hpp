// SPDX-License-Identifier: Apache-2.0
// Numbered completions that report to their owner.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "gor/completion.hpp"

namespace gor {

/// The completions that have ended. Many threads add to them, each of which happens to drop the last copy of a message:
/// adding takes a lock for a moment, and cannot fail. One thread removes them. To be owned by a shared_ptr.
class Completions : public std::enable_shared_from_this<Completions> {
 public:
  struct End {
    std::uint64_t number;
    bool has_failed = false;
  };
  using Ends = std::list<End>;

  class Numbered final : public Completion {
   public:
    Numbered(std::shared_ptr<Completions> owner, std::uint64_t number)
        : owner_(std::move(owner)), end_{{number}}, number_(number) {}
    ~Numbered() override {
      end_.front().has_failed = has_failed();
      owner_->put(end_);
    }
    std::uint64_t number() const noexcept { return number_; }

   private:
    const std::shared_ptr<Completions> owner_;
    Ends end_;
    const std::uint64_t number_;
  };

  std::shared_ptr<const Numbered> make(std::uint64_t number) {
    return std::make_shared<Numbered>(shared_from_this(), number);
  }

  /// Removes and returns all ends. Waits for the first one, but not beyond `until` or a call of wake(). By default it
  /// does not wait.
  Ends take(std::chrono::steady_clock::time_point until = {}) {
    std::unique_lock lock(mutex_);
    filled_.wait_until(lock, until, [&] { return woken_ || !ended_.empty(); });
    woken_ = false;
    return std::exchange(ended_, {});
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
  void put(Ends& end) noexcept {
    {
      const std::lock_guard lock(mutex_);
      ended_.splice(ended_.end(), end);
    }
    filled_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable filled_;
  Ends ended_;
  bool woken_ = false;
};

}  // namespace gor
