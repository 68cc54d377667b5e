// SPDX-License-Identifier: Apache-2.0
// A map that forgets what was not used for longest.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace gor {

/// Bounded by bytes, which whoever puts something in estimates, and by age. One thread.
template <class Key, class Value>
class RecentMap {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RecentMap(std::size_t limit_bytes, std::chrono::steady_clock::duration most_age)
      : limit_bytes_(limit_bytes), most_age_(most_age) {}

  /// The value of that key, made if there is none, which is now the one used last. `bytes` are added to what it counts
  /// already. What has to go for it goes, but not itself.
  Value& use(const Key& key, std::size_t bytes, Time now) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
      entries_.push_back({key, Value(), 0, now});
      by_key_.emplace(key, std::prev(entries_.end()));
    } else {
      entries_.splice(entries_.end(), entries_, found->second);
    }
    Entry& entry = entries_.back();
    entry.used = now;
    entry.bytes += bytes;
    bytes_ += bytes;
    while (entries_.size() > 1 && (bytes_ > limit_bytes_ || entries_.front().used + most_age_ < now)) {
      erase(by_key_.find(entries_.front().key));
      ++forgotten_;
    }
    return entry.value;
  }

  /// Null if there is none.
  Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second->value;
  }
  void erase(const Key& key) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) erase(found);
  }

  std::size_t size() const noexcept { return entries_.size(); }
  /// How many had to go.
  std::size_t forgotten() const noexcept { return forgotten_; }

 private:
  struct Entry {
    Key key;
    Value value;
    std::size_t bytes;
    Time used;
  };
  using Entries = std::list<Entry>;  // the one used last at the end
  using ByKey = std::unordered_map<Key, typename Entries::iterator>;

  void erase(typename ByKey::iterator found) {
    bytes_ -= found->second->bytes;
    entries_.erase(found->second);
    by_key_.erase(found);
  }

  const std::size_t limit_bytes_;
  const std::chrono::steady_clock::duration most_age_;
  Entries entries_;
  ByKey by_key_;
  std::size_t bytes_ = 0;
  std::size_t forgotten_ = 0;
};

}  // namespace gor
