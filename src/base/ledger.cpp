// SPDX-License-Identifier: Apache-2.0
#include "gor/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"

namespace gor {
namespace {

constexpr std::array<MessageType, kMessageTypes> kAllTypes{MessageType::request, MessageType::response,
                                                           MessageType::replayed_response};

std::string_view fate_name(StationMetrics::Fate fate) {
  static constexpr std::array<std::string_view, 3> kNames{"dropped", "failed", "ignored"};
  return kNames[static_cast<std::size_t>(fate)];
}

// "1200 (1000 requests, 200 responses)"; names the types only where there are several.
std::string by_type(const MessageCounter& count) {
  static constexpr std::array<std::string_view, kMessageTypes> kNames{"requests", "responses", "replayed"};
  std::string types;
  int kinds = 0;
  for (std::size_t i = 0; i < kAllTypes.size(); ++i) {
    const std::uint64_t n = count.get(kAllTypes[i]);
    if (n == 0) continue;
    types += fmt::format("{}{} {}", kinds++ == 0 ? "" : ", ", n, kNames[i]);
  }
  return kinds < 2 ? std::to_string(count.total()) : fmt::format("{} ({})", count.total(), types);
}

std::string row(const StationMetrics& station, std::size_t width) {
  const std::uint64_t came = station.in.total() + station.born.total();
  std::string line = fmt::format("{:<{}} {:>10}  out {}", station.name(), width, came, by_type(station.out));
  station.for_each_reason([&](const StationMetrics::Reason& reason) {
    if (const std::uint64_t n = reason.count.total(); n > 0) {
      line += fmt::format("  {} {} ({})", fate_name(reason.fate), n, reason.name);
    }
  });
  if (const std::int64_t held = station.held(); held != 0) line += fmt::format("  held {}", held);
  station.for_each_metric([&](const StationMetrics::Metric& metric) {
    if (const std::uint64_t n = metric.counter.get(); n > 0) line += fmt::format("  {}: {}", metric.name, n);
  });
  if (const auto why = station.failure()) line += fmt::format("  FAILED: {}", *why);
  return line;
}

}  // namespace

std::uint64_t MessageCounter::total() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& count : by_type_) sum += count.load(std::memory_order_relaxed);
  return sum;
}

MessageCounter& StationMetrics::reason_count(Fate fate, std::string_view reason) {
  std::lock_guard lock(mutex_);
  for (Reason& known : reasons_) {
    if (known.fate == fate && known.name == reason) return known.count;
  }
  Reason& made = reasons_.emplace_back();
  made.fate = fate;
  made.name = reason;
  return made.count;
}

Counter& StationMetrics::metric(std::string_view name) {
  std::lock_guard lock(mutex_);
  for (Metric& known : metrics_) {
    if (known.name == name) return known.counter;
  }
  Metric& made = metrics_.emplace_back();
  made.name = name;
  return made.counter;
}

void StationMetrics::fail(std::string_view why) {
  {
    std::lock_guard lock(mutex_);
    if (failure_) return;
    failure_ = why;
  }
  log::error("{}: {}", name_, why);
}

std::optional<std::string> StationMetrics::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

std::int64_t StationMetrics::held() const {
  std::uint64_t gone = out.total();
  for_each_reason([&](const Reason& reason) { gone += reason.count.total(); });
  return static_cast<std::int64_t>(in.total() + born.total() - gone);
}

bool Ledger::any_failed() const {
  return std::any_of(stations_.begin(), stations_.end(),
                     [](const StationMetrics& s) { return s.failure().has_value(); });
}

std::string Ledger::summary() const {
  std::size_t width = 0;
  for (const StationMetrics& station : stations_) width = std::max(width, station.name().size());
  std::string table;
  for (const StationMetrics& station : stations_) table += row(station, width) + '\n';
  return table;
}

std::vector<std::string> Ledger::take_new_losses() {
  std::vector<std::string> lines;
  std::size_t position = 0;
  for (const StationMetrics& station : stations_) {
    station.for_each_reason([&](const StationMetrics::Reason& reason) {
      if (position == reported_.size()) reported_.push_back(0);
      const std::uint64_t total = reason.count.total();
      if (total > reported_[position] && reason.fate != StationMetrics::Fate::ignored) {
        lines.push_back(
            fmt::format("{}: {} {} ({} in all)", station.name(), fate_name(reason.fate), reason.name, total));
      }
      reported_[position++] = total;
    });
  }
  return lines;
}

}  // namespace gor
