// SPDX-License-Identifier: Apache-2.0
#include "app/watch.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/saturating.hpp"

namespace gor::app {
namespace {

using std::chrono::steady_clock;
constexpr auto kLossInterval = std::chrono::seconds(1);

}  // namespace

Watch::Watch(report::Source& source, const WatchOptions& options)
    : source_(source),
      options_(options),
      losses_(source.ledger),
      next_losses_(from_now(kLossInterval)),
      next_stats_(TimePoint::max()) {
  if (options.show_progress) progress_.emplace(source.ledger, steady_clock::now());
  if (progress_ && !progress_->has_any()) progress_.reset();
  for (const auto& [kind, interval] : options.stats_lines) {
    lines_.push_back({{source.ledger, kind, steady_clock::now()}, interval, from_now(interval)});
    log::info("{}", lines_.back().lines.header());
  }
  if (options.stats_file.empty()) return;
  stats_.emplace(options.stats_file, source);
  if (options.stats_interval.count() > 0) next_stats_ = from_now(options.stats_interval);
}

Watch::TimePoint Watch::next() const noexcept {
  TimePoint next = std::min(next_losses_, next_stats_);
  for (const Lines& one : lines_) next = std::min(next, one.next);
  return next;
}

void Watch::look() {
  const auto now = steady_clock::now();
  if (now >= next_losses_) {
    next_losses_ = from_now(kLossInterval);
    show_losses();
  }
  for (Lines& one : lines_) {
    if (now < one.next) continue;
    one.next = std::max(one.next + one.interval, now);
    for (const std::string& line : one.lines.take(now)) log::info("{}", line);
  }
  if (now >= next_stats_) {
    next_stats_ = from_now(options_.stats_interval);
    stats_->write();
  }
}

void Watch::enter(report::RunState state) {
  source_.state = state;
  if (state != report::RunState::ended) return;
  show_losses();
  if (progress_) log::show_status("");
  if (stats_) stats_->write();
}

void Watch::show_losses() {
  for (const std::string& line : losses_.take_new()) log::warning("{}", line);
  if (progress_) log::show_status(progress_->text(steady_clock::now()));
}

}  // namespace gor::app
