// SPDX-License-Identifier: Apache-2.0
// The trouble of an output, logged once until it changes or ends.
#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "gor/ledger.hpp"

#include "base/log.hpp"

namespace gor {

/// Any thread.
class Trouble {
 public:
  /// `station` must outlive it.
  explicit Trouble(const StationMetrics& station) : station_(station) {}

  void warn(std::string what) {
    const std::lock_guard lock(mutex_);
    if (what == known_) return;
    log::warning("{}: {}", station_.text(), what);
    known_ = std::move(what);
  }
  /// Whether there was any.
  bool end() {
    const std::lock_guard lock(mutex_);
    return !std::exchange(known_, {}).empty();
  }

 private:
  const StationMetrics& station_;
  std::mutex mutex_;
  std::string known_;
};

}  // namespace gor
