// SPDX-License-Identifier: Apache-2.0
// The numbers of a queue that its station shows.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"

namespace gor {

/// Any thread.
class QueueNumbers {
 public:
  explicit QueueNumbers(StationMetrics& station)
      : messages_(station.gauge(metrics::kQueueMessages)),
        bytes_(station.gauge(metrics::kQueueBytes)),
        writes_(station.counter(metrics::kQueueWrites)),
        lengths_(station.counter(metrics::kQueueLengths)),
        last_(station.gauge(metrics::kQueueLast)),
        peak_(station.gauge(metrics::kQueuePeak)) {}

  /// A message was to be queued; the queue now has `length`.
  void note_write(std::size_t length) {
    writes_.add();
    lengths_.add(length);
    last_.set(static_cast<std::int64_t>(length));
    peak_.set_if_higher(static_cast<std::int64_t>(length));
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
  Gauge& messages_;
  Gauge& bytes_;
  Counter& writes_;
  Counter& lengths_;
  Gauge& last_;
  Gauge& peak_;
};

}  // namespace gor
