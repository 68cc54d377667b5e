// SPDX-License-Identifier: Apache-2.0
// An input that replays recordings at their recorded pace, faster or slower.
#pragma once

#include <chrono>
#include <memory>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "input/recording_set.hpp"

namespace gor {

struct FileInputOptions {
  RecordingOptions recordings = {};
  double speed = 1.0;                    ///< 2: twice as fast
  std::chrono::nanoseconds max_wait{0};  ///< longest gap between two messages; 0: no limit
  bool loop = false;
};

/// Send times are computed from the start of the replay, so they do not drift; a response follows its request at once.
/// What is late is sent as soon as possible; a warning reports the largest lag each time it has doubled. The station
/// has gauges of the size, the position and the lag. Logs "end of file". Throws StartError for a file that cannot be
/// read.
std::unique_ptr<Input> make_file_input(const FileInputOptions& options, StationMetrics& station);

}  // namespace gor
