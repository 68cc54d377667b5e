// SPDX-License-Identifier: Apache-2.0
#include "input/recording.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.hpp"
#include "base/metric_families.hpp"

namespace gor {
namespace {

constexpr std::uint64_t kMostTold = 10;  // damaged places that are logged one by one

}  // namespace

Recording::Recording(const std::string& path, std::size_t message_limit, LookAhead& look_ahead, StationMetrics& station,
                     const Event& interrupt)
    : path_(path),
      look_ahead_(look_ahead),
      damaged_(station.counter(metrics::kDamagedRecords)),
      reader_(
          path, message_limit, [this](std::uint64_t offset, std::string_view why) { tell_damage(offset, why); },
          &interrupt) {}

Recording::~Recording() {
  for (const Entry& entry : window_) look_ahead_.bytes -= entry.message.bytes();
}

std::optional<Timestamp> Recording::next_time() {
  while (!at_end_ && window_.size() <= look_ahead_.records &&
         (window_.empty() || look_ahead_.bytes < LookAhead::kMostBytes)) {
    read_ahead();
  }
  if (window_.empty()) return {};
  return window_.front().time;
}

void Recording::take(Message& message) {
  message = std::move(window_.front().message);
  look_ahead_.bytes -= message.bytes();
  window_.pop_front();
}

void Recording::read_ahead() {
  Entry& entry = window_.emplace_back();
  Message& message = entry.message;
  if (!reader_.next(message)) {
    window_.pop_back();
    at_end_ = true;
    return;
  }
  if (message.timestamp != kNoTimestamp) {
    if (message.type == MessageType::request && message.timestamp < last_time_) ++out_of_order_;
    last_time_ = message.timestamp;
  }
  entry.time = last_time_;
  look_ahead_.bytes += message.bytes();
  sort_last();
}

// The others are sorted.
void Recording::sort_last() {
  const auto last = std::prev(window_.end());
  auto place = last;
  while (place != window_.begin() && std::prev(place)->time > last->time) --place;
  if (place == last) return;
  Entry late = std::move(*last);
  std::move_backward(place, last, window_.end());
  *place = std::move(late);
}

void Recording::tell_damage(std::uint64_t offset, std::string_view why) {
  damaged_.add();
  if (++told_ <= kMostTold) {
    log::warning("{}: {}; skipped", reader_.place_of(offset), why);
  } else if (told_ == kMostTold + 1) {
    log::warning("{}: further damaged records are only counted", path_);
  }
}

}  // namespace gor
