// SPDX-License-Identifier: Apache-2.0
// What a stage has decided about requests, so that their responses share their fate.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/message.hpp"

namespace gor {

/// A small value for a request, kept for a minute, and for kMost requests at most. Any thread.
template <class Value>
class RequestMemory {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kMost = 1 << 18;

  /// Replaces what was said before: the same request comes again where a recording loops.
  void set(const MessageId& id, Value value, Time now) {
    const std::lock_guard lock(mutex_);
    while (!order_.empty() && (order_.size() >= kMost || order_.front().at + std::chrono::minutes(1) < now)) {
      const auto oldest = values_.find(order_.front().key);
      // It may have been set again since.
      if (oldest != values_.end() && oldest->second.at == order_.front().at) values_.erase(oldest);
      order_.pop_front();
    }
    values_.insert_or_assign(id.hash(), Entry{now, std::move(value)});
    order_.push_back({now, id.hash()});
  }

  void forget(const MessageId& id) {
    const std::lock_guard lock(mutex_);
    if (!values_.empty()) values_.erase(id.hash());
  }

  /// What was said, and is now forgotten.
  std::optional<Value> take(const MessageId& id) {
    const std::lock_guard lock(mutex_);
    if (values_.empty()) return std::nullopt;
    const auto found = values_.find(id.hash());
    if (found == values_.end()) return std::nullopt;
    std::optional<Value> value = std::move(found->second.value);
    values_.erase(found);
    return value;
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    values_.clear();
    order_.clear();
  }

  std::optional<Value> get(const MessageId& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(id.hash());
    if (found == values_.end()) return std::nullopt;
    return found->second.value;
  }

 private:
  struct Entry {
    Time at;
    Value value;
  };
  struct Order {
    Time at;
    std::uint64_t key;
  };

  mutable std::mutex mutex_;
  boost::unordered_flat_map<std::uint64_t, Entry> values_;
  std::deque<Order> order_;
};

}  // namespace gor
