// SPDX-License-Identifier: Apache-2.0
// The bounded queue between the emitters and an output's own thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "gor/input.hpp"

namespace gor {

/// Bounded by count and by bytes; many writers, one reader that takes all there is at once. The reader is woken only
/// when it has run dry, so a busy queue costs no wake-ups. An item larger than the byte limit is taken when the queue
/// is empty.
template <class Item>
class Queue {
 public:
  enum class Push { taken, full, closed };

  Queue(std::size_t limit_items, std::size_t limit_bytes) : limit_items_(limit_items), limit_bytes_(limit_bytes) {}

  /// A live source never waits; one that can waits for room or close(). `count(Push)` is called under the queue's lock
  /// with what became of the item, so that several writers may share the station's counters.
  template <class Counted>
  Push push(Item item, std::size_t bytes, SourceKind source, Counted count) {
    std::unique_lock lock(mutex_);
    if (source == SourceKind::can_wait) room_.wait(lock, [&] { return closed_ || has_room(bytes); });
    const Push result = closed_ ? Push::closed : has_room(bytes) ? Push::taken : Push::full;
    if (result == Push::taken) {
      items_.push_back(std::move(item));
      bytes_ += bytes;
    }
    count(result);
    const bool wake = result == Push::taken && std::exchange(reader_waits_, false);
    lock.unlock();
    if (wake) filled_.notify_one();
    return result;
  }

  /// Swaps everything queued into `into` (which must be empty). Waits until there is something, the queue is closed or
  /// `until` has come; false when it is closed and empty.
  bool pop_all(std::vector<Item>& into, std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    while (items_.empty() && !closed_) {
      reader_waits_ = true;
      if (filled_.wait_until(lock, until) == std::cv_status::timeout) break;
    }
    reader_waits_ = false;
    into.swap(items_);
    bytes_ = 0;
    const bool open = !closed_ || !into.empty();
    lock.unlock();
    room_.notify_all();
    return open;
  }

  /// Writers and the reader wake; what is queued can still be popped.
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    room_.notify_all();
    filled_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  bool has_room(std::size_t bytes) const {
    return items_.empty() || (items_.size() < limit_items_ && bytes_ + bytes <= limit_bytes_);
  }

  const std::size_t limit_items_;
  const std::size_t limit_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::vector<Item> items_;
  std::size_t bytes_ = 0;
  bool reader_waits_ = false;
  bool closed_ = false;
};

}  // namespace gor
