// SPDX-License-Identifier: Apache-2.0
#include "report/health.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/metric_families.hpp"

namespace gor::report {
namespace {

constexpr std::chrono::seconds kMostDown{10};

std::string trouble_of(const StationMetrics& station, std::chrono::seconds now) {
  if (const auto why = station.failure()) return fmt::format("{}: failed: {}", station.text(), *why);
  std::chrono::seconds down{0};
  station.for_each_gauge([&](const Series<Gauge>& series) {
    const std::int64_t since = series.number.get();
    if (series.family == &metrics::kDownSince && since != 0) down = now - std::chrono::seconds(since);
  });
  return down < kMostDown ? "" : fmt::format("{}: down for {} s", station.text(), down.count());
}

}  // namespace

std::string trouble_of(const Source& source, Timestamp now) {
  const RunState state = source.state;
  if (state != RunState::running) return std::string(name_of(state));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  for (const StationMetrics& station : source.ledger.stations()) {
    if (std::string trouble = trouble_of(station, seconds); !trouble.empty()) return trouble;
  }
  return "";
}

}  // namespace gor::report
