// SPDX-License-Identifier: Apache-2.0
// The report of --input-file-dry-run about a replay.
#pragma once

#include <string>
#include <vector>

#include "input/file.hpp"

namespace gor::tools {

/// Some lines per --input-file: files, records, bytes, gaps between requests, duration of the replay, records out of
/// order, damage. Reads the files completely. Throws UsageError if there is none, StartError if one cannot be read.
std::string dry_run(const std::vector<FileInputOptions>& replays);

}  // namespace gor::tools
