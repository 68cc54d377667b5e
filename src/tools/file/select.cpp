// SPDX-License-Identifier: Apache-2.0
// Selects records: cut and filter.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/saturating.hpp"
#include "base/time_text.hpp"
#include "cli/values.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/modifier.hpp"
#include "pipeline/order.hpp"
#include "pipeline/prettifier.hpp"
#include "pipeline/recent_verdicts.hpp"
#include "report/summary.hpp"
#include "tools/file/commands.hpp"
#include "tools/file/io.hpp"

namespace gor::tools {
namespace {

/// A time, absolute or relative to the first or the last record.
class Bound {
 public:
  Bound(std::string_view flag, std::string_view text, Timestamp without) : time_(without) {
    if (text.empty()) return;
    if (text.starts_with('+')) {
      after_first_ = cli::parse_duration(text.substr(1));
    } else if (text.starts_with('-')) {
      before_last_ = cli::parse_duration(text.substr(1));
    } else if (const auto time = parse_time(text)) {
      time_ = *time;
      return;
    }
    if (!after_first_ && !before_last_)
      throw UsageError(fmt::format("--{}: '{}' is not a time; gor file --help says how it is written", flag, text));
  }

  bool needs_last() const noexcept { return before_last_.has_value(); }
  /// Must be called first if needs_last().
  void set_last(Timestamp last) {
    if (before_last_ && last != kNoTimestamp) time_ = time_after(last, -*before_last_);
  }
  Timestamp at(Timestamp first) const { return after_first_ ? time_after(first, *after_first_) : time_; }

 private:
  Timestamp time_;
  std::optional<cli::Duration> after_first_;
  std::optional<cli::Duration> before_last_;
};

/// Reads all of them.
Timestamp last_time_of(const std::vector<std::string>& files) {
  if (std::find(files.begin(), files.end(), "-") != files.end()) {
    throw UsageError("gor file cut: a time before the last record needs a file: stdin can be read only once");
  }
  Timestamp last = kNoTimestamp;
  Records records(files);
  while (const auto message = records.next()) last = std::max(last, message->timestamp);
  return last;
}

}  // namespace

void cut(const FileCommand& command) {
  Bound from("from", command.from, Timestamp::min());
  Bound to("to", command.to, Timestamp::max());
  if (from.needs_last() || to.needs_last()) {
    const Timestamp last = last_time_of(command.files);
    from.set_last(last);
    to.set_last(last);
  }
  Records records(command.files);
  Writer writer(command.output);
  RecentVerdicts<bool> kept;
  std::optional<Timestamp> first;
  std::size_t all = 0;
  std::size_t written = 0;
  while (const auto message = records.next()) {
    const Timestamp time = message->timestamp;
    if (!first && time != kNoTimestamp) first = time;
    bool is_kept = time >= from.at(first.value_or(time)) && time < to.at(first.value_or(time));
    if (message->type == MessageType::request) {
      kept.set(message->id, is_kept, std::chrono::steady_clock::now());
    } else {
      is_kept = kept.get(message->id).value_or(is_kept);
    }
    ++all;
    if (!is_kept) continue;
    ++written;
    writer.add(*message);
  }
  writer.finish();
  log::info("cut: {} of {} records", written, all);
}

void filter(const FileCommand& command) {
  const cli::Settings& settings = command.settings;
  Ledger ledger;
  std::vector<std::unique_ptr<Stage>> stages;
  for (const std::string& doubt : doubts(settings.rules)) log::warning("{}", doubt);
  for (const Step step : order(false)) {
    if (step == Step::mask && settings.mask.masks_any()) {
      MaskOptions options = settings.mask;
      options.message_limit = kMessageLimit;
      stages.push_back(std::make_unique<Mask>(options, ledger.station("mask")));
    } else if (step == Step::rules) {
      stages.push_back(std::make_unique<Modifier>(compile(settings.rules), ledger.station("filters")));
    } else if (step == Step::plain_body && settings.prettify_http) {
      stages.push_back(std::make_unique<Prettifier>(kMessageLimit, ledger.station("prettify")));
    }
  }
  Records records(command.files);
  Writer writer(command.output);
  while (auto message = records.next()) {
    if (std::all_of(stages.begin(), stages.end(), [&](const auto& stage) { return stage->pass(*message); })) {
      writer.add(*message);
    }
  }
  writer.finish();
  std::fputs(report::summary(ledger).c_str(), stderr);
}

}  // namespace gor::tools
