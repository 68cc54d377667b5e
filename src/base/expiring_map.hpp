// SPDX-License-Identifier: Apache-2.0
// A map whose entries expire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

namespace gor {

/// Keyed by a seeded hash. Entries expire after a maximum age; the oldest is evicted at a maximum number (about 60
/// bytes per entry). One thread.
template <class Value, class Time>
class ExpiringMap {
 public:
  ExpiringMap(typename Time::duration most_age, std::size_t most) : most_age_(most_age), most_(most) {}

  /// Replaces an earlier value and restarts its age. Evicts the oldest entry when there are too many.
  void set(std::uint64_t key, Value value, Time now) {
    expire(now);
    if (order_.size() == most_) forget_oldest();
    values_.insert_or_assign(key, Entry{now, std::move(value)});
    order_.push_back({now, key});
  }
  /// Null if the key is missing. Valid until the next call.
  const Value* find(std::uint64_t key) const noexcept {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second.value;
  }
  std::optional<Value> take(std::uint64_t key) {
    const auto found = values_.find(key);
    if (found == values_.end()) return std::nullopt;
    std::optional<Value> value = std::move(found->second.value);
    values_.erase(found);
    return value;
  }
  void erase(std::uint64_t key) { values_.erase(key); }
  void expire(Time now) {
    while (!order_.empty() && order_.front().at + most_age_ < now) forget_oldest();
  }
  void clear() {
    values_.clear();
    order_.clear();
  }
  bool empty() const noexcept { return values_.empty(); }

 private:
  struct Entry {
    Time at;
    Value value;
  };
  struct Order {
    Time at;
    std::uint64_t key;
  };

  /// The key may have been set again since.
  void forget_oldest() {
    const auto oldest = values_.find(order_.front().key);
    if (oldest != values_.end() && oldest->second.at == order_.front().at) values_.erase(oldest);
    order_.pop_front();
  }

  const typename Time::duration most_age_;
  const std::size_t most_;
  boost::unordered_flat_map<std::uint64_t, Entry> values_;
  std::deque<Order> order_;
};

}  // namespace gor
