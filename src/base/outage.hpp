// SPDX-License-Identifier: Apache-2.0
// The time since which an output has delivered nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"

namespace gor {

/// Any thread. Cheap enough for every message.
class Outage {
 public:
  explicit Outage(StationMetrics& station) : since_(station.gauge(metrics::kDownSince)) {}

  bool is_on() const { return is_on_.load(std::memory_order_relaxed); }
  /// A delivery failed.
  void begin() {
    if (!is_on()) turn(true);
  }
  /// A delivery succeeded.
  void end() {
    if (is_on()) turn(false);
  }

 private:
  void turn(bool on) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::lock_guard lock(mutex_);
    if (is_on_.exchange(on) != on) since_.set(on ? std::chrono::duration_cast<std::chrono::seconds>(now).count() : 0);
  }

  Gauge& since_;
  std::mutex mutex_;
  std::atomic<bool> is_on_{false};
};

}  // namespace gor
