// SPDX-License-Identifier: Apache-2.0
// Replays recordings at the pace they were made, or faster or slower.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

namespace gor {

struct FileInputOptions {
  std::vector<std::string> paths;  ///< merged by time
  double speed = 1.0;              ///< 2: twice as fast
  std::size_t read_depth = 100;    ///< records looked ahead in each file, and sorted by time
  std::size_t message_limit = 5u << 20;
};

/// A path that is not there while name_0.ext, name_1.ext, ... are stands for those. Throws StartError for a file that
/// cannot be opened. Send times are computed from the start of the replay, so they do not drift; a response follows its
/// request without a wait of its own. Logs "end of file".
std::unique_ptr<Input> make_file_input(const FileInputOptions& options, Station& station);

}  // namespace gor
