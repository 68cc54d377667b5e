// SPDX-License-Identifier: Apache-2.0
// `gor file COMMAND`: tools for recordings (docs/recordings.md).
#pragma once

#include "cli/file_command.hpp"

namespace gor::tools {

/// Runs one command to its end. Each reads and writes as it goes, and holds a bounded part of a recording, whatever its
/// size. Throws UsageError and StartError; what was written by then stays.
void run_file_command(const cli::FileCommand& command);

}  // namespace gor::tools
