// SPDX-License-Identifier: Apache-2.0
#include "tools/dry_run.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "base/saturating.hpp"
#include "cli/values.hpp"
#include "input/recording_set.hpp"
#include "input/replay_clock.hpp"

namespace gor::tools {
namespace {

using std::chrono::nanoseconds;

/// Rounded to a thousandth of the largest unit: "5s", "1m30s", "0s".
std::string text_of(nanoseconds duration) {
  const bool is_long = duration >= std::chrono::seconds(10);
  const nanoseconds unit = is_long ? std::chrono::milliseconds(1) : nanoseconds(1);
  return duration < unit ? "0s" : cli::format_duration(duration - duration % unit);
}

class Report {
 public:
  explicit Report(const FileInputOptions& options)
      : options_(options), set_(options.recordings, station_), clock_(options.speed, options.max_wait) {
    Message message;
    while (const auto time = set_.next(message)) {
      ++records_[static_cast<std::size_t>(message.type) - '1'];
      if (message.type == MessageType::request) note_request(*time);
    }
  }

  std::string text() const {
    std::string text = fmt::format("input-file {}: dry run\n", fmt::join(options_.recordings.paths, " "));
    const auto add = [&](std::string_view name, const std::string& value) {
      fmt::format_to(std::back_inserter(text), "  {:<13} {}\n", name, value);
    };
    add("files", std::to_string(set_.files()));
    add("bytes", std::to_string(set_.position()));
    add("records", fmt::format("{} ({} requests, {} responses, {} replayed responses)",
                               records_[0] + records_[1] + records_[2], records_[0], records_[1], records_[2]));
    if (first_gap_) {
      add("gaps",
          fmt::format("first {}, least {}, most {}", text_of(*first_gap_), text_of(least_gap_), text_of(most_gap_)));
    }
    add("duration", text_of(due_) + (options_.loop ? ", again and again" : ""));
    add("out of order", std::to_string(set_.out_of_order()));
    add("damaged", std::to_string(damaged_.get()));
    return text;
  }

 private:
  void note_request(Timestamp time) {
    due_ = clock_.due(time);
    if (clock_.jump()) last_.reset();
    if (last_ && time >= *last_) {
      const nanoseconds gap = time_between(*last_, time);
      if (!first_gap_) first_gap_ = least_gap_ = gap;
      least_gap_ = std::min(least_gap_, gap);
      most_gap_ = std::max(most_gap_, gap);
    }
    last_ = time;
  }

  const FileInputOptions options_;
  StationMetrics station_{"dry run"};
  const Counter& damaged_ = station_.counter(metrics::kDamagedRecords);
  RecordingSet set_;
  ReplayClock clock_;
  std::array<std::uint64_t, kMessageTypes> records_{};
  std::optional<Timestamp> last_;
  std::optional<nanoseconds> first_gap_;
  nanoseconds least_gap_{0};
  nanoseconds most_gap_{0};
  nanoseconds due_{0};
};

}  // namespace

std::string dry_run(const std::vector<FileInputOptions>& replays) {
  if (replays.empty()) throw UsageError("--input-file-dry-run: there is no --input-file");
  std::string text;
  for (const FileInputOptions& replay : replays) text += Report(replay).text();
  return text;
}

}  // namespace gor::tools
