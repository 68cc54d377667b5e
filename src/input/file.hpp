// SPDX-License-Identifier: Apache-2.0
// An input that replays recordings at their recorded pace, faster or slower.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "input/recording_set.hpp"

namespace gor {

/// How far a replay has come. Any thread may read.
struct ReplayProgress {
  std::atomic<std::uint64_t> size{0};      ///< bytes of all its files
  std::atomic<std::uint64_t> position{0};  ///< bytes read in this round
  std::atomic<std::int64_t> lag_ns{0};     ///< how late the last message was
};

struct FileInputOptions {
  RecordingOptions recordings = {};
  double speed = 1.0;                    ///< 2: twice as fast
  std::chrono::nanoseconds max_wait{0};  ///< longest gap between two messages; 0: no limit
  bool loop = false;
  std::shared_ptr<ReplayProgress> progress = std::make_shared<ReplayProgress>();
};

/// Send times are computed from the start of the replay, so they do not drift; a response follows its request at once.
/// What is late is sent as soon as possible, and the largest lag is reported: as a metric, and by a warning each time
/// it has doubled. Logs "end of file". Throws StartError for a file that cannot be read.
std::unique_ptr<Input> make_file_input(const FileInputOptions& options, StationMetrics& station);

}  // namespace gor
