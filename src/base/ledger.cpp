// SPDX-License-Identifier: Apache-2.0
#include "gor/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"

namespace gor {
namespace {

template <class All>
auto& find_or_add(All& all, const MetricFamily& family, const Labels& labels, std::string_view qualifier) {
  for (auto& known : all) {
    if (known.family == &family && known.labels == labels) return known.number;
  }
  auto& made = all.emplace_back();
  made.family = &family;
  made.labels = labels;
  made.qualifier = qualifier;
  return made.number;
}

constexpr std::size_t kMostText = 100;
constexpr std::size_t kMostAddress = 200;

std::string shortened(std::string_view text, std::size_t most) {
  std::string result(text.substr(0, most));
  if (text.size() > most) result += "...";
  return result;
}

}  // namespace

std::uint64_t MessageCounter::total() const noexcept {
  std::uint64_t sum = 0;
  parts_.for_each([&](const Part& part) {
    for (const auto& count : part.by_type) sum += count.load(std::memory_order_relaxed);
  });
  return sum;
}

StationName::StationName(std::string_view of_kind, std::string_view of_address, std::size_t of_number)
    : kind(of_kind), address(shortened(of_address, kMostAddress)), number(of_number) {}

std::string StationName::text() const {
  std::string text = shortened(address.empty() ? kind : fmt::format("{} {}", kind, address), kMostText);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return text;
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

Counter& StationMetrics::counter(const MetricFamily& family, const Labels& labels, std::string_view qualifier) {
  std::lock_guard lock(mutex_);
  return find_or_add(counters_, family, labels, qualifier);
}

Gauge& StationMetrics::gauge(const MetricFamily& family, const Labels& labels) {
  std::lock_guard lock(mutex_);
  return find_or_add(gauges_, family, labels, {});
}

Histogram& StationMetrics::histogram(const MetricFamily& family, const Labels& labels) {
  std::lock_guard lock(mutex_);
  return find_or_add(histograms_, family, labels, {});
}

void StationMetrics::fail(std::string_view why) {
  {
    std::lock_guard lock(mutex_);
    if (failure_) return;
    failure_ = why;
  }
  log::error("{}: {}", text_, why);
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

}  // namespace gor
