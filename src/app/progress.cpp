// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/metric_families.hpp"
#include "base/text.hpp"
#include "cli/values.hpp"

namespace gor::app {
namespace {

using Seconds = std::chrono::duration<double>;

std::uint64_t failed_in(const Ledger& ledger) {
  std::uint64_t sum = 0;
  for (const StationMetrics& station : ledger.stations()) {
    station.for_each_reason([&](const StationMetrics::Reason& reason) {
      if (reason.fate == StationMetrics::Fate::failed) sum += reason.count.total();
    });
  }
  return sum;
}

}  // namespace

ProgressLine::ProgressLine(const Ledger& ledger, TimePoint start) : ledger_(ledger), start_(start), last_time_(start) {
  for (const StationMetrics& station : ledger.stations()) {
    Replay replay{&station};
    station.for_each_gauge([&](const Series<Gauge>& series) {
      if (series.family == &metrics::kReplaySize) replay.size = &series.number;
      if (series.family == &metrics::kReplayPosition) replay.position = &series.number;
      if (series.family == &metrics::kReplayLag) replay.lag_ns = &series.number;
    });
    if (replay.size != nullptr) replays_.push_back(replay);
  }
}

std::string ProgressLine::text(TimePoint now) {
  std::uint64_t size = 0;
  std::uint64_t position = 0;
  std::uint64_t requests = 0;
  std::int64_t lag_ns = 0;
  for (const Replay& replay : replays_) {
    size += static_cast<std::uint64_t>(replay.size->get());
    position += static_cast<std::uint64_t>(replay.position->get());
    lag_ns = std::max(lag_ns, replay.lag_ns->get());
    requests += replay.station->born.get(MessageType::request);
  }
  const double share = size == 0 ? 0 : std::min(1.0, static_cast<double>(position) / static_cast<double>(size));
  const double interval = std::max(Seconds(now - last_time_).count(), 1e-3);
  std::string text = size == 0 ? "" : fmt::format("{:.0f}% of {}, ", 100 * share, readable_size(size));
  text += fmt::format("{:.0f} requests/s", static_cast<double>(requests - last_requests_) / interval);
  if (lag_ns >= 10'000'000) text += fmt::format(", {:.2f} s late", static_cast<double>(lag_ns) / 1e9);
  if (const std::uint64_t failed = failed_in(ledger_); failed > 0) text += fmt::format(", {} failed", failed);
  if (share > 0) {
    const Seconds left = Seconds(now - start_) * ((1 - share) / share);
    text += fmt::format(", {} left", cli::format_duration(std::chrono::ceil<std::chrono::seconds>(left)));
  }
  last_time_ = now;
  last_requests_ = requests;
  return text;
}

}  // namespace gor::app
