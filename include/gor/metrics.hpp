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
#include "gor/per_thread.hpp"

namespace gor {

/// A number that only grows. Any thread; without an atomic operation, so that it is cheap enough for every packet.
class Counter {
 public:
  void add(std::uint64_t n = 1) {
    parts_.change([&](Part& part, auto add) { add(part.value, n); });
  }
  std::uint64_t get() const noexcept { return parts_.sum(&Part::value); }

 private:
  struct Part {
    std::atomic<std::uint64_t> value{0};
  };
  PerThread<Part> parts_;
};

/// A number that rises and falls, or is set: never both. Any thread.
class Gauge {
 public:
  using Value = std::int64_t;

  void set(Value value) noexcept { set_.store(value, std::memory_order_relaxed); }
  /// Sets it to a higher value only.
  void set_if_higher(Value value) noexcept {
    Value known = set_.load(std::memory_order_relaxed);
    while (known < value && !set_.compare_exchange_weak(known, value, std::memory_order_relaxed)) continue;
  }
  void rise(std::size_t n = 1) { move(static_cast<Value>(n)); }
  void fall(std::size_t n = 1) { move(-static_cast<Value>(n)); }
  Value get() const noexcept { return set_.load(std::memory_order_relaxed) + parts_.sum(&Part::change); }

 private:
  struct Part {
    std::atomic<Value> change{0};
  };
  void move(Value by) {
    parts_.change([&](Part& part, auto add) { add(part.change, by); });
  }
  std::atomic<Value> set_{0};
  PerThread<Part> parts_;
};

/// Messages by type. Any thread adds and reads; adding is as cheap as with Counter.
class MessageCounter {
 public:
  void add(MessageType type, std::uint64_t n = 1) {
    parts_.change([&](Part& part, auto add) { add(part.by_type[index(type)], n); });
  }
  std::uint64_t get(MessageType type) const noexcept {
    std::uint64_t sum = 0;
    parts_.for_each([&](const Part& part) { sum += part.by_type[index(type)].load(std::memory_order_relaxed); });
    return sum;
  }
  std::uint64_t total() const noexcept;

 private:
  struct Part {
    std::array<std::atomic<std::uint64_t>, kMessageTypes> by_type{};
  };
  static std::size_t index(MessageType type) noexcept { return static_cast<std::size_t>(type) - '1'; }
  PerThread<Part> parts_;
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
