// SPDX-License-Identifier: Apache-2.0
#include "report/prometheus.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/metric_families.hpp"
#include "base/utf8_text.hpp"
#include "report/process.hpp"
#include "report/summary.hpp"

namespace gor::report {
namespace {

enum class Type { counter, gauge, histogram };

// Of durations, as the OpenTelemetry conventions for HTTP give them.
constexpr std::array<double, 14> kBounds{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10};

void append_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
}

/// Lines by family: the lines of a family must be together, and stations have families in common.
class Exposition {
 public:
  explicit Exposition(PrometheusForm form) : form_(form) {}

  struct Sample {
    std::string_view suffix = {};  // of the name
    const Labels* of_station = nullptr;
    const Labels* own = nullptr;
    std::pair<std::string_view, std::string_view> last = {};
    double value = 0;
  };

  void add(const MetricFamily& family, Type type, const Sample& sample) {
    std::string& lines = find(family, type);
    lines += family.name;
    lines += sample.suffix;
    append_labels(lines, sample);
    fmt::format_to(std::back_inserter(lines), " {}\n", sample.value);
  }

  std::string take() {
    std::string text;
    for (const std::string& name : order_) text += families_[name];
    if (form_ == PrometheusForm::openmetrics) text += "# EOF\n";
    return text;
  }

 private:
  std::string& find(const MetricFamily& family, Type type) {
    const auto [found, is_new] = families_.try_emplace(std::string(family.name));
    if (!is_new) return found->second;
    order_.emplace_back(family.name);
    static constexpr std::array<std::string_view, 3> kTypes{"counter", "gauge", "histogram"};
    std::string_view name = family.name;
    if (form_ == PrometheusForm::openmetrics && type == Type::counter)
      name.remove_suffix(std::string_view("_total").size());
    found->second =
        fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, family.help, kTypes[static_cast<std::size_t>(type)]);
    return found->second;
  }

  static void append_labels(std::string& lines, const Sample& sample) {
    char separator = '{';
    const auto append = [&](std::string_view name, std::string_view value) {
      lines += std::exchange(separator, ',');
      lines += name;
      lines += "=\"";
      append_escaped(lines, value);
      lines += '"';
    };
    for (const Labels* const labels : {sample.of_station, sample.own}) {
      if (labels == nullptr) continue;
      for (const auto& [name, value] : *labels) append(name, value);
    }
    if (!sample.last.first.empty()) append(sample.last.first, sample.last.second);
    if (separator == ',') lines += '}';
  }

  const PrometheusForm form_;
  std::vector<std::string> order_;
  std::map<std::string, std::string> families_;
};

class Writer {
 public:
  Writer(const Source& source, PrometheusForm form) : source_(source), form_(form), exposition_(form) {}

  std::string write() {
    for (const StationMetrics& station : source_.ledger.stations()) add(station);
    source_.memory.for_each_holder(
        [&](std::string_view holder, std::size_t bytes) { holders_[std::string(holder)] += bytes; });
    for (const auto& [holder, bytes] : holders_)
      add_gauge(metrics::kMemory, {{"holder", holder}}, static_cast<double>(bytes));
    add_gauge(metrics::kMemoryLimit, {}, static_cast<double>(source_.memory.limit()));
    add_gauge(metrics::kBuildInfo, {{"version", source_.version}}, 1);
    add_process();
    return exposition_.take();
  }

 private:
  void add(const StationMetrics& station) {
    const StationName& name = station.name();
    const Labels labels{{"station", name.kind}, {"address", name.address}, {"number", std::to_string(name.number)}};
    add_messages(labels, station.in, "in", "");
    add_messages(labels, station.born, "born", "");
    add_messages(labels, station.out, "out", "");
    station.for_each_reason([&](const StationMetrics::Reason& reason) {
      add_messages(labels, reason.count, name_of(reason.fate), reason.name);
    });
    add_gauge(metrics::kHeld, labels, static_cast<double>(station.held()));
    add_gauge(metrics::kFailed, labels, station.failure() ? 1 : 0);
    station.for_each_counter([&](const Series<Counter>& series) {
      exposition_.add(
          *series.family, Type::counter,
          {.of_station = &labels, .own = &series.labels, .value = static_cast<double>(series.number.get())});
    });
    station.for_each_gauge([&](const Series<Gauge>& series) {
      const double value = static_cast<double>(series.number.get()) * series.family->unit;
      exposition_.add(*series.family, Type::gauge, {.of_station = &labels, .own = &series.labels, .value = value});
    });
    station.for_each_histogram([&](const Series<Histogram>& series) { add_histogram(labels, series); });
  }

  void add_messages(const Labels& station, const MessageCounter& count, std::string_view fate,
                    std::string_view reason) {
    static constexpr std::array<std::pair<MessageType, std::string_view>, kMessageTypes> kTypes{
        {{MessageType::request, "request"},
         {MessageType::response, "response"},
         {MessageType::replayed_response, "replayed_response"}}};
    for (const auto& [type, name] : kTypes) {
      Labels own{{"type", std::string(name)}, {"fate", std::string(fate)}};
      if (!reason.empty()) own.emplace_back("reason", reason);
      exposition_.add(metrics::kMessages, Type::counter,
                      {.of_station = &station, .own = &own, .value = static_cast<double>(count.get(type))});
    }
  }

  void add_histogram(const Labels& station, const Series<Histogram>& series) {
    Distribution distribution;
    distribution.add(series.number);
    const auto add = [&](std::string_view suffix, std::pair<std::string_view, std::string_view> last, double value) {
      exposition_.add(*series.family, Type::histogram, {suffix, &station, &series.labels, last, value});
    };
    for (const double bound : kBounds) {
      const auto limit = std::chrono::duration_cast<Distribution::Duration>(std::chrono::duration<double>(bound));
      // OpenMetrics wants a point in each bound.
      const bool needs_point = form_ == PrometheusForm::openmetrics && bound == static_cast<int>(bound);
      add("_bucket", {"le", fmt::format("{}{}", bound, needs_point ? ".0" : "")},
          static_cast<double>(distribution.count_up_to(limit)));
    }
    add("_bucket", {"le", "+Inf"}, static_cast<double>(distribution.count()));
    add("_sum", {}, std::chrono::duration<double>(distribution.sum()).count());
    add("_count", {}, static_cast<double>(distribution.count()));
  }

  void add_gauge(const MetricFamily& family, const Labels& labels, double value) {
    exposition_.add(family, Type::gauge, {.own = &labels, .value = value});
  }

  void add_process() {
    const ProcessNumbers process = read_process();
    exposition_.add(metrics::kProcessCpu, Type::counter, {.value = process.cpu_seconds});
    add_gauge(metrics::kProcessResident, {}, static_cast<double>(process.resident_bytes));
    add_gauge(metrics::kProcessVirtual, {}, static_cast<double>(process.virtual_bytes));
    add_gauge(metrics::kProcessDescriptors, {}, static_cast<double>(process.open_descriptors));
    add_gauge(metrics::kProcessMostDescriptors, {}, static_cast<double>(process.most_descriptors));
    add_gauge(metrics::kProcessStart, {}, std::chrono::duration<double>(source_.started.time_since_epoch()).count());
  }

  const Source& source_;
  const PrometheusForm form_;
  Exposition exposition_;
  std::map<std::string, std::size_t> holders_;
};

}  // namespace

PrometheusForm form_for(std::string_view accept) {
  return accept.find("application/openmetrics-text") != accept.npos ? PrometheusForm::openmetrics
                                                                    : PrometheusForm::text;
}

std::string_view content_type(PrometheusForm form) {
  return form == PrometheusForm::openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                             : "text/plain; version=0.0.4; charset=utf-8";
}

std::string prometheus(const Source& source, PrometheusForm form) {
  const std::string text = Writer(source, form).write();
  return std::string(Utf8Text(text).view());  // names of files, interfaces and rules may be any bytes
}

}  // namespace gor::report
