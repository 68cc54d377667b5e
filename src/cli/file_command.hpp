// SPDX-License-Identifier: Apache-2.0
// The command line of `gor file COMMAND`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.hpp"
#include "cli/settings.hpp"

namespace gor::cli {

struct FileCommand {
  std::string name = {};                   ///< name of the FileSubcommand
  std::vector<std::string> files = {"-"};  ///< as RecordingOptions::paths; "-" is stdin
  std::string output = "-";                ///< "-" is stdout

  std::string from = {};           ///< cut: a time; convert: a format
  std::string to = {};             ///< like `from`
  std::string by = {};             ///< split: session, host or count
  std::uint64_t count = 0;         ///< split by count: requests per file
  bool json = false;               ///< cat
  std::string host = "localhost";  ///< convert from a log: the Host header
  std::size_t read_depth = 100;    ///< merge
  Settings settings = {};          ///< filter: its rules, masks and prettify_http
};

/// One COMMAND.
struct FileSubcommand {
  std::string_view name;
  std::string_view help;
  /// Its flags, which fill a FileCommand.
  std::vector<Flag> (*flags)(FileCommand&);
  /// Whether it accepts the filters, rewrites and masks of `gor`.
  bool takes_rules = false;
};

/// All commands, in the order of the help.
std::span<const FileSubcommand> file_subcommands();

/// Throws UsageError if a required flag is missing.
void check(const FileCommand& command);

}  // namespace gor::cli
