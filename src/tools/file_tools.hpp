// SPDX-License-Identifier: Apache-2.0
// The subcommand `gor file COMMAND`: tools for recordings (docs/recordings.md).
#pragma once

#include "cli/file_command.hpp"

namespace gor::tools {

/// Runs one command to its end. Each command streams: it holds a bounded part of a recording, whatever its size. Throws
/// UsageError and StartError; output written before stays.
void run_file_command(const cli::FileCommand& command);

}  // namespace gor::tools
