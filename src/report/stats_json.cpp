// SPDX-License-Identifier: Apache-2.0
#include "report/stats_json.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

#include <boost/json.hpp>

#include "base/metric_families.hpp"
#include "base/time_text.hpp"
#include "base/utf8_text.hpp"
#include "report/process.hpp"
#include "report/summary.hpp"

namespace gor::report {
namespace {

namespace json = boost::json;

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

json::object counts(const MessageCounter& counter) {
  return {{"requests", counter.get(MessageType::request)},
          {"responses", counter.get(MessageType::response)},
          {"replayed_responses", counter.get(MessageType::replayed_response)}};
}

/// The reasons with their counts, by fate.
std::array<json::array, 3> reasons(const StationMetrics& station) {
  std::array<json::array, 3> by_fate;
  station.for_each_reason([&](const StationMetrics::Reason& reason) {
    json::object entry = counts(reason.count);
    entry["reason"] = reason.name;
    by_fate[static_cast<std::size_t>(reason.fate)].push_back(std::move(entry));
  });
  return by_fate;
}

template <class Number>
json::object begin(const Series<Number>& series) {
  json::object labels;
  for (const auto& [name, value] : series.labels) labels[name] = value;
  return {{"name", series.family->name}, {"labels", std::move(labels)}};
}

json::array metrics_of(const StationMetrics& station) {
  json::array all;
  station.for_each_counter([&](const Series<Counter>& series) {
    json::object metric = begin(series);
    metric["value"] = series.number.get();
    all.push_back(std::move(metric));
  });
  station.for_each_gauge([&](const Series<Gauge>& series) {
    json::object metric = begin(series);
    const std::int64_t value = series.number.get();
    const double unit = series.family->unit;
    metric["value"] = unit == 1 ? json::value(value) : json::value(static_cast<double>(value) * unit);
    all.push_back(std::move(metric));
  });
  return all;
}

/// [end in seconds, count] of buckets that are not empty, for percentiles of the time between two reports.
json::array buckets_of(const Distribution& distribution) {
  json::array buckets;
  distribution.for_each_bucket([&](Distribution::Duration end, std::uint64_t count) {
    buckets.push_back(json::array{seconds(end), count});
  });
  return buckets;
}

json::array latencies_of(const StationMetrics& station) {
  static constexpr std::array<std::pair<const char*, double>, 5> kShares{
      {{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}}};
  json::array all;
  station.for_each_histogram([&](const Series<Histogram>& series) {
    Distribution distribution;
    distribution.add(series.number);
    json::object latency = begin(series);
    latency["count"] = distribution.count();
    latency["sum"] = seconds(distribution.sum());
    latency["max"] = seconds(distribution.max());
    for (const auto& [name, share] : kShares) latency[name] = seconds(distribution.quantile(share));
    if (series.family != &metrics::kRouteDuration) latency["buckets"] = buckets_of(distribution);
    all.push_back(std::move(latency));
  });
  return all;
}

json::object station_json(const StationMetrics& station) {
  const StationName& name = station.name();
  auto [dropped, failed, ignored] = reasons(station);
  const auto failure = station.failure();
  return {{"name", station.text()},         {"station", name.kind},
          {"address", name.address},        {"number", name.number},
          {"in", counts(station.in)},       {"born", counts(station.born)},
          {"out", counts(station.out)},     {"dropped", std::move(dropped)},
          {"failed", std::move(failed)},    {"ignored", std::move(ignored)},
          {"held", station.held()},         {"failure", failure ? json::value(*failure) : json::value()},
          {"metrics", metrics_of(station)}, {"latencies", latencies_of(station)}};
}

json::object memory_json(const MemoryBudget& budget) {
  json::object holders;
  budget.for_each_holder([&](std::string_view name, std::size_t bytes) {
    json::value& sum = holders[name];
    sum = bytes + (sum.is_null() ? 0 : sum.to_number<std::size_t>());
  });
  return {{"resident_bytes", read_process().resident_bytes},
          {"limit_bytes", budget.limit()},
          {"holders", std::move(holders)}};
}

json::object stats(const Source& source, Timestamp now) {
  json::array stations;
  for (const StationMetrics& station : source.ledger.stations()) stations.push_back(station_json(station));
  return {{"version", kStatsVersion},
          {"gor", source.version},
          {"time", format_time(now)},
          {"started", format_time(source.started)},
          {"state", name_of(source.state.load())},
          {"memory", memory_json(source.memory)},
          {"stations", std::move(stations)}};
}

/// Names of files, interfaces and rules may be any bytes.
std::string serialized(const json::object& object) {
  const std::string text = json::serialize(object);
  return std::string(Utf8Text(text).view());
}

}  // namespace

std::string stats_json(const Source& source, Timestamp now) {
  return serialized(stats(source, now));
}

std::string debug_vars(const Source& source, Timestamp now) {
  json::object all = stats(source, now);
  all["cmdline"] = json::array(source.command_line.begin(), source.command_line.end());
  return serialized(all);
}

}  // namespace gor::report
