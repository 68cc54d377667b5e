// SPDX-License-Identifier: Apache-2.0
// The parser of the complete command line (docs/command-line.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.hpp"
#include "cli/subcommand.hpp"

namespace gor::cli {

struct CommandLine {
  Settings settings = {};
  Subcommand* command = nullptr;        ///< null: gor itself
  std::vector<std::string> words = {};  ///< of the command, those that belong to no flag
  std::string text = {};                ///< of --help or --version, to be printed instead
};

/// `words` is argv without the program's name. Reads the config file that they name, and nothing else; addresses, URLs
/// and paths are checked later. `endpoints`: the flags of inputs and outputs. Throws UsageError.
CommandLine parse_command_line(const std::vector<std::string_view>& words, std::vector<FlagGroup> endpoints,
                               const Subcommands& commands);

}  // namespace gor::cli
