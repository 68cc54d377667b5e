// SPDX-License-Identifier: Apache-2.0
// The views that the main thread renews while gor runs: log lines of new losses, the progress line, the stats file.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/progress.hpp"
#include "report/losses.hpp"
#include "report/source.hpp"
#include "report/stats_file.hpp"
#include "report/stats_lines.hpp"

namespace gor::app {

struct WatchOptions {
  bool show_progress = false;  ///< of recordings, on stderr
  /// The kinds of outputs whose queues are described by lines of --stats, and their intervals.
  std::vector<std::pair<std::string, std::chrono::nanoseconds>> stats_lines = {};
  std::string stats_file = {};
  std::chrono::nanoseconds stats_interval{0};  ///< 0: only at the end
};

/// One thread.
class Watch {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `source` must outlive it. Throws StartError for a stats file that cannot be written.
  Watch(report::Source& source, const WatchOptions& options);

  /// When look() has something to do.
  TimePoint next() const noexcept;
  /// Renews the views whose time has come.
  void look();
  /// Sets the state of the source. At the end all views are renewed for the last time.
  void enter(report::RunState state);

 private:
  struct Lines {
    report::StatsLines lines;
    std::chrono::nanoseconds interval;
    TimePoint next;
  };

  void show_losses();

  report::Source& source_;
  const WatchOptions options_;
  report::Losses losses_;
  std::optional<ProgressLine> progress_;
  std::vector<Lines> lines_;
  std::optional<report::StatsFile> stats_;
  TimePoint next_losses_;
  TimePoint next_stats_;
};

}  // namespace gor::app
