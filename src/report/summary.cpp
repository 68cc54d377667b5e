// SPDX-License-Identifier: Apache-2.0
#include "report/summary.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "base/metric_families.hpp"
#include "base/text.hpp"

namespace gor::report {
namespace {

constexpr std::array<MessageType, kMessageTypes> kAllTypes{MessageType::request, MessageType::response,
                                                           MessageType::replayed_response};

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

/// "  p50 1.2 ms  p99 9 ms" of answered requests.
std::string percentiles(const StationMetrics& station) {
  Distribution durations;
  station.for_each_histogram([&](const Series<Histogram>& series) {
    const auto has_status = [](const auto& label) { return label.first == "http_response_status_code"; };
    const bool is_answered = std::any_of(series.labels.begin(), series.labels.end(), has_status);
    if (series.family == &metrics::kRequestDuration && is_answered) durations.add(series.number);
  });
  if (durations.count() == 0) return {};
  return fmt::format("  p50 {}  p99 {}", readable_duration(durations.quantile(0.5)),
                     readable_duration(durations.quantile(0.99)));
}

std::string row(const StationMetrics& station, std::size_t width) {
  const std::uint64_t came = station.in.total() + station.born.total();
  std::string line = fmt::format("{:<{}} {:>10}  out {}", station.text(), width, came, by_type(station.out));
  station.for_each_reason([&](const StationMetrics::Reason& reason) {
    if (const std::uint64_t n = reason.count.total(); n > 0) {
      line += fmt::format("  {} {} ({})", name_of(reason.fate), n, reason.name);
    }
  });
  if (const std::int64_t held = station.held(); held != 0) line += fmt::format("  held {}", held);
  line += percentiles(station);
  for (const auto& [words, number] : numbers_of(station)) line += fmt::format("  {}: {}", words, number);
  if (const auto why = station.failure()) line += fmt::format("  FAILED: {}", *why);
  return line;
}

class Numbers {
 public:
  void add(std::string words, std::uint64_t number) {
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.first == words; });
    if (known != all_.end()) {
      known->second += number;
    } else {
      all_.emplace_back(std::move(words), number);
    }
  }
  std::vector<std::pair<std::string, std::uint64_t>> take() {
    std::erase_if(all_, [](const auto& one) { return one.second == 0; });
    return std::move(all_);
  }

 private:
  std::vector<std::pair<std::string, std::uint64_t>> all_;
};

}  // namespace

std::string_view name_of(StationMetrics::Fate fate) {
  static constexpr std::array<std::string_view, 3> kNames{"dropped", "failed", "ignored"};
  return kNames[static_cast<std::size_t>(fate)];
}

std::vector<std::pair<std::string, std::uint64_t>> numbers_of(const StationMetrics& station) {
  Numbers numbers;
  station.for_each_counter([&](const Series<Counter>& series) {
    const std::string_view words = series.family->words;
    if (words.empty()) return;
    numbers.add(std::string(words), series.number.get());
    if (!series.qualifier.empty()) numbers.add(fmt::format("{} {}", words, series.qualifier), series.number.get());
  });
  station.for_each_gauge([&](const Series<Gauge>& series) {
    if (series.family->words.empty()) return;
    numbers.add(std::string(series.family->words), static_cast<std::uint64_t>(series.number.get()));
  });
  return numbers.take();
}

std::string summary(const Ledger& ledger) {
  std::size_t width = 0;
  for (const StationMetrics& station : ledger.stations()) width = std::max(width, station.text().size());
  std::string table;
  for (const StationMetrics& station : ledger.stations()) table += row(station, width) + '\n';
  return table;
}

}  // namespace gor::report
