// SPDX-License-Identifier: Apache-2.0
#include "tools/file/info.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/saturating.hpp"
#include "base/text.hpp"
#include "base/time_text.hpp"
#include "http/head.hpp"

namespace gor::tools {
namespace {

constexpr std::size_t kMostNames = 10'000;
constexpr std::size_t kMostShown = 8;
constexpr std::size_t kBar = 50;

void add_line(std::string& text, std::string_view name, const std::string& value) {
  fmt::format_to(std::back_inserter(text), "{:<10} {}\n", name, value);
}

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string chart(const Timeline& timeline) {
  const auto& counts = timeline.counts();
  const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const Timestamp begin = time_after(timeline.start(), multiplied(timeline.interval(), static_cast<std::int64_t>(i)));
    const std::int64_t rest = begin.time_since_epoch().count() % 1'000'000;
    const std::string time =
        format_time(time_after(begin, std::chrono::nanoseconds(rest < 0 ? -1'000'000 - rest : -rest)));
    const std::uint64_t width = (counts[i] * kBar + most / 2) / most;
    text += fmt::format("  {:<24} {:<{}} {:.1f}/s\n", time, std::string(width, '#'), kBar,
                        static_cast<double>(counts[i]) / seconds(timeline.interval()));
  }
  return text;
}

}  // namespace

void Timeline::add(Timestamp time) {
  if (counts_.empty()) {
    start_ = time;
    counts_.push_back(0);
  }
  time = std::max(time, start_);  // for records out of order at the beginning
  while (time_between(start_, time) / interval_ >= static_cast<std::int64_t>(kMost)) widen();
  const auto place = static_cast<std::size_t>(time_between(start_, time) / interval_);
  if (place >= counts_.size()) counts_.resize(place + 1);
  ++counts_[place];
}

void Timeline::widen() {
  interval_ *= 2;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (i % 2 == 0) {
      counts_[i / 2] = counts_[i];
    } else {
      counts_[i / 2] += counts_[i];
    }
  }
  counts_.resize((counts_.size() + 1) / 2);
}

void Sizes::add(std::size_t size) {
  // Keeps the three bits after the highest one.
  const std::size_t step = size < 16 ? 1 : std::bit_floor(size) / 8;
  ++counts_[(size + step - 1) / step * step];
  ++count_;
  total_ += size;
  least_ = std::min(least_, size);
  most_ = std::max(most_, size);
}

std::size_t Sizes::quantile(double share) const {
  const double wanted = share * static_cast<double>(count_);
  double below = 0;
  for (const auto& [size, count] : counts_) {
    below += static_cast<double>(count);
    if (below >= wanted) return std::min(size, most_);
  }
  return most_;
}

void Info::Tally::add(std::string_view name) {
  const auto found = counts_.find(std::string(name));
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < kMostNames) {
    counts_.emplace(name, 1);
  } else {
    ++others_;
  }
}

std::string Info::Tally::text() const {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts_.begin(), counts_.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::uint64_t others = others_;
  std::string text;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i >= kMostShown) {
      others += sorted[i].second;
    } else {
      text += fmt::format("{}{} {}", i == 0 ? "" : ", ", log::printable(sorted[i].first), sorted[i].second);
    }
  }
  if (others > 0) text += fmt::format(", others {}", others);
  return text;
}

void Info::add(const Message& message) {
  const std::string_view payload = message.payload.view();
  ++by_type_[static_cast<std::size_t>(message.type) - '1'];
  sizes_.add(payload.size());
  if (message.cut_off) ++cut_off_;
  if (message.timestamp != kNoTimestamp) {
    first_ = std::min(first_.value_or(message.timestamp), message.timestamp);
    last_ = std::max(last_.value_or(message.timestamp), message.timestamp);
  }
  if (message.type != MessageType::request) {
    const auto line = http::parse_status_line(http::first_line(payload));
    statuses_.add(line ? std::to_string(line->code) : "(no HTTP)");
    return;
  }
  if (message.timestamp != kNoTimestamp) timeline_.add(message.timestamp);
  const auto line = http::parse_request_line(http::first_line(payload));
  methods_.add(line ? line->method : "(no HTTP)");
  if (const auto host = http::find_field(payload, "Host")) hosts_.add(host->value);
}

std::string Info::text(std::size_t files, std::uint64_t bytes, std::uint64_t damaged) const {
  std::string text;
  add_line(text, "files", fmt::format("{}, {}", files, readable_size(bytes)));
  add_line(text, "records",
           fmt::format("{}: {} requests, {} responses, {} replayed responses", sizes_.count(), by_type_[0], by_type_[1],
                       by_type_[2]));
  add_line(text, "damaged", std::to_string(damaged));
  if (cut_off_ > 0) add_line(text, "cut off", std::to_string(cut_off_));
  if (sizes_.count() == 0) return text;
  if (first_) {
    const auto span = time_between(*first_, *last_);
    add_line(text, "span", fmt::format("{} to {}, {:.3f} s", format_time(*first_), format_time(*last_), seconds(span)));
    if (span.count() > 0) {
      add_line(text, "rate", fmt::format("{:.1f} requests/s", static_cast<double>(by_type_[0]) / seconds(span)));
    }
  }
  add_line(text, "sizes",
           fmt::format("{} in all; least {}, half up to {}, 99 % up to {}, most {}", readable_size(sizes_.total()),
                       readable_size(sizes_.least()), readable_size(sizes_.quantile(0.5)),
                       readable_size(sizes_.quantile(0.99)), readable_size(sizes_.most())));
  if (by_type_[0] > 0) add_line(text, "methods", methods_.text());
  if (by_type_[1] + by_type_[2] > 0) add_line(text, "statuses", statuses_.text());
  if (const std::string hosts = hosts_.text(); !hosts.empty()) add_line(text, "hosts", hosts);
  if (!timeline_.counts().empty()) {
    text += fmt::format("\nrequests over time, {:g} s a line\n", seconds(timeline_.interval())) + chart(timeline_);
  }
  return text;
}

}  // namespace gor::tools
