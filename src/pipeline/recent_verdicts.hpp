// SPDX-License-Identifier: Apache-2.0
// The recent verdicts of a stage about requests, so that responses follow their requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include "gor/message.hpp"

#include "base/expiring_map.hpp"

namespace gor {

/// A small value per request, kept for a minute, and for kMost requests at most. Any thread.
template <class Value>
class RecentVerdicts {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kMost = 1 << 18;

  /// Replaces an earlier value: a recording that loops repeats its requests.
  void set(const MessageId& id, Value value, Time now) {
    const std::lock_guard lock(mutex_);
    values_.set(id.hash(), std::move(value), now);
  }
  void forget(const MessageId& id) {
    const std::lock_guard lock(mutex_);
    if (!values_.empty()) values_.erase(id.hash());
  }
  /// Removes and returns the value.
  std::optional<Value> take(const MessageId& id) {
    const std::lock_guard lock(mutex_);
    return values_.empty() ? std::nullopt : values_.take(id.hash());
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    values_.clear();
  }
  std::optional<Value> get(const MessageId& id) const {
    const std::lock_guard lock(mutex_);
    const Value* const found = values_.find(id.hash());
    return found == nullptr ? std::nullopt : std::optional<Value>(*found);
  }

 private:
  mutable std::mutex mutex_;
  ExpiringMap<Value, Time> values_{std::chrono::minutes(1), kMost};
};

}  // namespace gor
