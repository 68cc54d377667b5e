// SPDX-License-Identifier: Apache-2.0
// A map that hands out its least recently used entries when it exceeds its limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <iterator>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/memory_budget.hpp"

namespace gor {

struct LruLimits {
  std::chrono::steady_clock::duration age;  ///< since the last use
  std::size_t entries;
  std::shared_ptr<MemoryBudget> memory;  ///< may be shared with others
};

/// Holds what waits for a counterpart with the same key, such as requests whose response has not come. The owner calls
/// evict() after each use(), so that nothing leaves the map unseen. One thread.
template <class Value>
class LruMap {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LruMap(LruLimits limits)
      : most_age_(limits.age),
        most_entries_(limits.entries),
        memory_(std::move(limits.memory), "waiting for a counterpart") {}
  LruMap(const LruMap&) = delete;
  LruMap& operator=(const LruMap&) = delete;
  ~LruMap() {
    for (const Entry& entry : entries_) memory_.remove(entry.bytes);
  }

  /// Finds or creates the value, and makes it the most recently used. `bytes` are added to its size. The reference is
  /// valid until the entry leaves.
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
    memory_.add(bytes);
    return entry.value;
  }

  /// Null if the key is missing.
  Value* find(std::string_view key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second->value;
  }

  std::optional<Value> take(std::string_view key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? std::nullopt : std::optional(take(found->second));
  }

  /// Takes the least recently used entry if a limit is exceeded. Call it until it returns nothing.
  std::optional<Value> evict(Time now) {
    const bool exceeds = !entries_.empty() && (entries_.size() > most_entries_ || memory_.must_give_way() ||
                                               entries_.front().used + most_age_ <= now);
    return exceeds ? take_oldest() : std::nullopt;
  }

  /// The least recently used entry, whatever the limits.
  std::optional<Value> take_oldest() { return entries_.empty() ? std::nullopt : std::optional(take(entries_.begin())); }

  /// When the first entry reaches the age limit, if it is not used until then.
  std::optional<Time> next_expiry() const {
    return entries_.empty() ? std::nullopt : std::optional(entries_.front().used + most_age_);
  }

  std::size_t size() const noexcept { return entries_.size(); }
  bool empty() const noexcept { return entries_.empty(); }

 private:
  struct Entry {
    std::string key;
    Value value;
    std::size_t bytes;
    Time used;
  };
  using Entries = std::list<Entry>;  // the most recently used at the end

  Value take(typename Entries::iterator entry) {
    Value value = std::move(entry->value);
    memory_.remove(entry->bytes);
    by_key_.erase(entry->key);
    entries_.erase(entry);
    return value;
  }

  const std::chrono::steady_clock::duration most_age_;
  const std::size_t most_entries_;
  MemoryShare memory_;
  Entries entries_;
  boost::unordered_flat_map<std::string_view, typename Entries::iterator> by_key_;  // views of the entries' keys
};

}  // namespace gor
