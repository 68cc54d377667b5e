// SPDX-License-Identifier: Apache-2.0
// The numbers of a queue that its station shows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"

namespace gor {

/// Any thread.
class QueueNumbers {
 public:
  /// `is_part`: the station has several queues, and shows them as one.
  explicit QueueNumbers(StationMetrics& station, bool is_part = false)
      : is_part_(is_part),
        messages_(station.gauge(metrics::kQueueMessages)),
        bytes_(station.gauge(metrics::kQueueBytes)),
        writes_(station.counter(metrics::kQueueWrites)),
        lengths_(station.counter(metrics::kQueueLengths)),
        last_(station.gauge(metrics::kQueueLast)),
        peak_(station.gauge(metrics::kQueuePeak)) {}

  /// A message was to be queued; the queue now has `length`.
  void note_write(std::size_t length) {
    const std::int64_t all = is_part_ ? std::max<std::int64_t>(messages_.get(), 0) : static_cast<std::int64_t>(length);
    writes_.add();
    lengths_.add(static_cast<std::uint64_t>(all));
    last_.set(all);
    peak_.set_if_higher(all);
  }
  void add(std::size_t bytes) {
    messages_.rise();
    bytes_.rise(bytes);
  }
  void remove(std::size_t messages, std::size_t bytes) {
    messages_.fall(messages);
    bytes_.fall(bytes);
  }

 private:
  const bool is_part_;
  Gauge& messages_;
  Gauge& bytes_;
  Counter& writes_;
  Counter& lengths_;
  Gauge& last_;
  Gauge& peak_;
};

}  // namespace gor
