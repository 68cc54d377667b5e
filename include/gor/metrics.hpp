// SPDX-License-Identifier: Apache-2.0
// Numbers that stations keep and views read: counters, gauges, and what they mean.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gor/message.hpp"

namespace gor {

/// A number that only grows. Any thread may read it.
class Counter {
 public:
  /// For a single writing thread: cheap enough for every packet.
  void add(std::uint64_t n = 1) noexcept { value_.store(get() + n, std::memory_order_relaxed); }
  /// For several writing threads.
  void add_shared(std::uint64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// A number that rises and falls. Any thread may read it. One thread at a time may call set() and rise(), another one
/// fall(): the two share no cache line.
class Gauge {
 public:
  void set(std::int64_t value) noexcept {
    risen_.store(value + fallen_.load(std::memory_order_relaxed), std::memory_order_relaxed);
  }
  void rise(std::size_t n = 1) noexcept { grow(risen_, n); }
  void fall(std::size_t n = 1) noexcept { grow(fallen_, n); }
  std::int64_t get() const noexcept {
    return risen_.load(std::memory_order_relaxed) - fallen_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t kCacheLine = 64;
  using Number = std::atomic<std::int64_t>;
  static void grow(Number& number, std::size_t by) noexcept {
    number.store(number.load(std::memory_order_relaxed) + static_cast<std::int64_t>(by), std::memory_order_relaxed);
  }

  alignas(kCacheLine) Number risen_{0};
  alignas(kCacheLine) Number fallen_{0};
};

/// Messages by type. Any thread adds and reads.
class MessageCounter {
 public:
  void add(MessageType type, std::uint64_t n = 1) noexcept {
    by_type_[index(type)].fetch_add(n, std::memory_order_relaxed);
  }
  std::uint64_t get(MessageType type) const noexcept { return by_type_[index(type)].load(std::memory_order_relaxed); }
  std::uint64_t total() const noexcept;

 private:
  static std::size_t index(MessageType type) noexcept { return static_cast<std::size_t>(type) - '1'; }
  std::array<std::atomic<std::uint64_t>, kMessageTypes> by_type_{};
};

/// What the numbers of one name mean, at whichever station they are kept.
struct MetricFamily {
  std::string_view name;         ///< in snake_case, with its unit
  std::string_view words;        ///< in the summary; "": it is not shown there
  std::string_view help;         ///< one sentence
  std::string_view labels = "";  ///< the names of the labels that its numbers may have, beside the station's
  double unit = 1;               ///< of a gauge: the value of 1, in the unit of the name
};

/// The name and the value of each label.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// One number of a family.
template <class Number>
struct Series {
  const MetricFamily* family = nullptr;
  Labels labels = {};
  std::string qualifier = {};  ///< set: the summary shows the number by itself too, as "words qualifier"
  Number number = {};
};

}  // namespace gor
