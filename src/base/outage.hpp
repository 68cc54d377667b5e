// SPDX-License-Identifier: Apache-2.0
// The time since which an output has delivered nothing.
#pragma once

#include <chrono>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"

namespace gor {

/// One thread. Cheap enough for every message.
class Outage {
 public:
  explicit Outage(StationMetrics& station) : since_(station.gauge(metrics::kDownSince)) {}

  bool is_on() const { return since_.get() != 0; }
  /// A delivery failed.
  void begin() {
    if (is_on()) return;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    since_.set(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  }
  /// A delivery succeeded.
  void end() {
    if (is_on()) since_.set(0);
  }

 private:
  Gauge& since_;
};

}  // namespace gor
