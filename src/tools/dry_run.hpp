// SPDX-License-Identifier: Apache-2.0
// --input-file-dry-run: what a replay would do.
#pragma once

#include <string>

#include "cli/settings.hpp"

namespace gor::tools {

/// Some lines for each --input-file: files, records, bytes, gaps between requests, how long the replay would take, and
/// what is out of order or damaged. Reads them from end to end. Throws UsageError if there is none, StartError if one
/// cannot be read.
std::string dry_run(const cli::Settings& settings);

}  // namespace gor::tools
