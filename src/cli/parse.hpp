// SPDX-License-Identifier: Apache-2.0
// The parser of the complete command line (docs/command-line.md).
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/file_command.hpp"
#include "cli/settings.hpp"

namespace gor::cli {

/// `gor file-server ADDR`.
struct FileServer {
  std::string address;
};

/// `gor explain [flags]`.
struct Explain {
  Settings settings;
};

/// The text of --help or --version, for stdout.
struct Print {
  std::string text;
};

using Command = std::variant<Settings, FileServer, Explain, FileCommand, Print>;

/// `words` is argv without the program's name. Reads the config file that they name, and nothing else; addresses, URLs
/// and paths are checked later. `endpoints`: the flags of inputs and outputs. Throws UsageError.
Command parse_command_line(const std::vector<std::string_view>& words, std::vector<FlagGroup> endpoints);

}  // namespace gor::cli
