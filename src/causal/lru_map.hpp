// SPDX-License-Identifier: Apache-2.0
// A map that evicts the least recently used entry.
#pragma once

#include <chrono>
#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gor {

/// Bounded by bytes, which the caller estimates, and by age. One thread.
template <class Value>
class LruMap {
 public:
  using Time = std::chrono::steady_clock::time_point;

  LruMap(std::size_t limit_bytes, std::chrono::steady_clock::duration most_age)
      : limit_bytes_(limit_bytes), most_age_(most_age) {}

  /// Finds or creates the value, and makes it the most recently used. `bytes` are added to its size. Evicts other
  /// entries if needed, never this one.
  Value& use(std::string_view key, std::size_t bytes, Time now) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
      entries_.push_back({std::string(key), Value(), 0, now});
      by_key_.emplace(entries_.back().key, std::prev(entries_.end()));
    } else {
      entries_.splice(entries_.end(), entries_, found->second);
    }
    Entry& entry = entries_.back();
    entry.used = now;
    entry.bytes += bytes;
    bytes_ += bytes;
    while (entries_.size() > 1 && (bytes_ > limit_bytes_ || entries_.front().used + most_age_ < now)) {
      forget_oldest();
    }
    return entry.value;
  }

  /// Null if the key is missing.
  Value* find(std::string_view key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second->value;
  }

  std::size_t size() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Value value;
    std::size_t bytes;
    Time used;
  };
  using Entries = std::list<Entry>;  // the most recently used at the end

  void forget_oldest() {
    bytes_ -= entries_.front().bytes;
    by_key_.erase(entries_.front().key);
    entries_.pop_front();
  }

  const std::size_t limit_bytes_;
  const std::chrono::steady_clock::duration most_age_;
  Entries entries_;
  std::unordered_map<std::string_view, typename Entries::iterator> by_key_;  // views of the entries' keys
  std::size_t bytes_ = 0;
};

}  // namespace gor
