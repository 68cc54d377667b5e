// SPDX-License-Identifier: Apache-2.0
// The lines of --stats about the queues of outputs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"

namespace gor::report {

/// Lines about all outputs of a kind. One thread.
class StatsLines {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `kind`: "output-http"; the lines begin with "output_http". `ledger` must outlive it.
  StatsLines(Ledger& ledger, std::string_view kind, TimePoint now);

  /// "output_http:latest,mean,max,count,count/second"
  std::string header() const;
  /// A line for each output about the time since the last call: the queue's length at the last write, its mean and its
  /// maximum, the number of writes, and their number per second.
  std::vector<std::string> take(TimePoint now);

 private:
  struct Output {
    const Counter& writes;
    const Counter& lengths;
    const Gauge& last;
    Gauge& peak;  // since the last line
    std::uint64_t seen_writes = 0;
    std::uint64_t seen_lengths = 0;
  };

  const std::string name_;
  std::vector<Output> outputs_;
  TimePoint taken_at_;
};

}  // namespace gor::report
