// SPDX-License-Identifier: Apache-2.0
#include "report/stats_lines.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/metric_families.hpp"

namespace gor::report {
namespace {

std::string with_underscores(std::string_view kind) {
  std::string name(kind);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace

StatsLines::StatsLines(Ledger& ledger, std::string_view kind, TimePoint now)
    : name_(with_underscores(kind)), taken_at_(now) {
  for (StationMetrics& station : ledger.stations()) {
    if (station.name().kind != kind) continue;
    outputs_.push_back({station.counter(metrics::kQueueWrites), station.counter(metrics::kQueueLengths),
                        station.gauge(metrics::kQueueLast), station.gauge(metrics::kQueuePeak)});
  }
}

std::string StatsLines::header() const {
  return name_ + ":latest,mean,max,count,count/second";
}

std::vector<std::string> StatsLines::take(TimePoint now) {
  const auto microseconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>((now - taken_at_) / std::chrono::microseconds(1), 1));
  taken_at_ = now;
  std::vector<std::string> lines;
  for (Output& output : outputs_) {
    const std::uint64_t count = output.writes.get() - std::exchange(output.seen_writes, output.writes.get());
    const std::uint64_t sum = output.lengths.get() - std::exchange(output.seen_lengths, output.lengths.get());
    const std::int64_t most = output.peak.get();
    output.peak.set(0);  // a writer at this very moment may lose its peak
    lines.push_back(fmt::format("{}:{},{},{},{},{}", name_, count == 0 ? 0 : output.last.get(),
                                count == 0 ? 0 : sum / count, count == 0 ? 0 : most, count,
                                count * 1'000'000 / microseconds));
  }
  return lines;
}

}  // namespace gor::report
