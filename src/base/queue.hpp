// SPDX-License-Identifier: Apache-2.0
// The bounded queue, used from emitters to an output's thread and from such a thread to an input.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "base/memory_budget.hpp"
#include "base/paged_deque.hpp"
#include "base/queue_numbers.hpp"

namespace gor {

/// Bounded by count and by a budget of bytes. Many writers; one reader, which takes all items at once and is woken only
/// after the queue was empty, so that a busy queue costs no wake-ups. Items count against the bounds until the reader
/// releases them. An item larger than the budget is accepted when nothing else of the queue counts.
template <class Item>
class Queue {
 public:
  using Items = PagedDeque<Item>;
  enum class Push { taken, full, closed };
  enum class WhenFull { refuse, wait, exceed };

  /// `wake` replaces waking pop_all(): a writer calls it, without a lock, after take_all() has found nothing.
  Queue(std::size_t limit_items, std::shared_ptr<MemoryBudget> memory, std::function<void()> wake = {})
      : limit_items_(limit_items), memory_(std::move(memory), "queues"), wake_(std::move(wake)) {}
  ~Queue() { memory_.remove(counted_bytes_); }

  /// Keeps the numbers, whose station must outlive the queue. Call it before traffic starts.
  void show(const QueueNumbers& numbers) { numbers_.emplace(numbers); }

  /// Moves the item if it is taken. Any thread. With WhenFull::wait it blocks until there is room, or until close().
  Push push(Item&& item, std::size_t bytes, WhenFull when_full) {
    std::unique_lock lock(mutex_);
    // Asked once: others share the budget, so the answer may change from one moment to the next.
    const auto may_add = [&] { return closed_ || when_full == WhenFull::exceed || fits(bytes); };
    if (!may_add()) {
      if (when_full == WhenFull::refuse) {
        if (numbers_) numbers_->note_write(counted_items_);
        return Push::full;
      }
      ++waiting_writers_;
      room_.wait(lock, may_add);
      --waiting_writers_;
    }
    if (closed_) return Push::closed;
    add(std::move(item), bytes);
    const bool wake = std::exchange(reader_waits_, false);
    lock.unlock();
    if (wake) wake_ ? wake_() : filled_.notify_one();
    return Push::taken;
  }

  /// Pushes several items, of `bytes_of(item)` each, with one lock and one wake-up. Moves as many from the front as are
  /// accepted; returns their number and, if not all, why the next was not. Any thread; does not wait.
  template <class BytesOf>
  std::pair<std::size_t, Push> push_all(std::span<Item> items, BytesOf bytes_of, WhenFull when_full) {
    std::unique_lock lock(mutex_);
    std::size_t count = 0;
    for (; count < items.size() && !closed_; ++count) {
      const std::size_t bytes = bytes_of(items[count]);
      if (when_full != WhenFull::exceed && !fits(bytes)) break;
      add(std::move(items[count]), bytes);
    }
    const Push next = count == items.size() ? Push::taken : closed_ ? Push::closed : Push::full;
    const bool wake = count > 0 && std::exchange(reader_waits_, false);
    lock.unlock();
    if (wake) wake_ ? wake_() : filled_.notify_one();
    return {count, next};
  }

  /// Swaps all items into `into` (which must be empty). Waits until there is an item, the queue is closed or `until`
  /// has come; false when it is closed and empty. This and all functions below but close() are for the reader's thread.
  bool pop_all(Items& into, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    while (items_.empty() && !closed_) {
      reader_waits_ = true;
      if (filled_.wait_until(lock, until) == std::cv_status::timeout) break;
    }
    reader_waits_ = false;
    into.swap(items_);
    return !closed_ || !into.empty();
  }

  /// As pop_all(), without waiting. False if there was nothing: the next push() then calls `wake`, unless `looks_again`
  /// says that the reader polls.
  bool take_all(Items& into, bool looks_again = false) {
    std::lock_guard lock(mutex_);
    into.swap(items_);
    reader_waits_ = into.empty() && !looks_again;
    return !into.empty();
  }

  /// Frees room: these items and bytes no longer count.
  void release(std::size_t items, std::size_t bytes) {
    {
      std::lock_guard lock(mutex_);
      counted_items_ -= items;
      counted_bytes_ -= bytes;
      memory_.remove(bytes);
      if (numbers_) numbers_->remove(items, bytes);
      // Writers are woken only once there is room for several items.
      const bool has_much_room = counted_items_ <= limit_items_ / 4 * 3 && memory_.has_much_room();
      if (waiting_writers_ == 0 || !(has_much_room || counted_items_ == 0)) return;
    }
    room_.notify_all();
  }

  /// Wakes writers and the reader; queued items can still be taken. Any thread.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    room_.notify_all();
    filled_.notify_all();
  }

  /// The number of items that count. Any thread.
  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return counted_items_;
  }
  /// Whether another small item would fit. Any thread.
  bool has_room() const {
    std::lock_guard lock(mutex_);
    return fits(1);
  }

 private:
  void add(Item&& item, std::size_t bytes) {
    items_.push_back(std::move(item));
    ++counted_items_;
    counted_bytes_ += bytes;
    memory_.add(bytes);
    if (!numbers_) return;
    numbers_->add(bytes);
    numbers_->note_write(counted_items_);
  }

  bool fits(std::size_t bytes) const {
    if (counted_bytes_ == 0 && counted_items_ == 0) return true;
    return counted_items_ < limit_items_ && memory_.fits(bytes);
  }

  const std::size_t limit_items_;
  MemoryShare memory_;
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  Items items_;
  std::size_t counted_items_ = 0;
  std::size_t counted_bytes_ = 0;
  std::size_t waiting_writers_ = 0;
  std::optional<QueueNumbers> numbers_;
  bool reader_waits_ = true;
  bool closed_ = false;
};

}  // namespace gor
