// SPDX-License-Identifier: Apache-2.0
// Values in parts: each thread changes a part of its own, so that no cache line moves between cores.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace gor {

/// Threads with a part of their own. All threads beyond this number share one part.
inline constexpr std::size_t kThreadsWithParts = 31;

/// The distance at which two threads do not change the same cache line.
inline constexpr std::size_t kCacheLine = 64;

/// The calling thread's part, from 0; kThreadsWithParts before it has one, or if it shares one.
inline constinit thread_local std::size_t part_of_thread = kThreadsWithParts;
/// Gives the calling thread a part if it has none and one is free, until the thread has ended. Returns part_of_thread.
std::size_t take_part() noexcept;

/// A `Part` per thread, made at the thread's first use; all members of a part are atomic numbers. Any thread.
template <class Part>
class PerThread {
 public:
  PerThread() = default;
  ~PerThread() {
    for (const auto& part : parts_) delete part.load(std::memory_order_relaxed);
  }
  PerThread(const PerThread&) = delete;
  PerThread& operator=(const PerThread&) = delete;

  /// Calls `change(Part&, add)` with the calling thread's part, where `add(number, by)` adds to one of its numbers:
  /// with an atomic operation only if other threads share the part.
  template <class Change>
  void change(Change change) {
    if (Part* const own = part_of_thread < kThreadsWithParts ? part(part_of_thread) : nullptr) [[likely]] {
      return change(*own, [](auto& number, auto by) {
        number.store(number.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
      });
    }
    change(first_or_shared(), [](auto& number, auto by) { number.fetch_add(by, std::memory_order_relaxed); });
  }
  template <class Each>
  void for_each(Each each) const {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (const Part* const known = part(i)) each(*known);
    }
  }
  /// The sum of one number over all parts.
  template <class Number>
  Number sum(std::atomic<Number> Part::*number) const noexcept {
    Number sum{};
    for_each([&](const Part& part) { sum += (part.*number).load(std::memory_order_relaxed); });
    return sum;
  }

 private:
  struct alignas(kCacheLine) Aligned : Part {};

  Part* part(std::size_t number) const noexcept { return parts_[number].load(std::memory_order_acquire); }

  [[gnu::noinline]] Part& first_or_shared() {
    const std::size_t mine = take_part();
    if (Part* const known = part(mine)) return *known;
    auto made = std::make_unique<Aligned>();
    Aligned* known = nullptr;
    const bool is_first = parts_[mine].compare_exchange_strong(known, made.get(), std::memory_order_acq_rel);
    return is_first ? *made.release() : *known;
  }

  std::array<std::atomic<Aligned*>, kThreadsWithParts + 1> parts_{};
};

}  // namespace gor
