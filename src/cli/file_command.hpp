// SPDX-License-Identifier: Apache-2.0
// `gor file COMMAND`: tools for recordings.
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
  std::string name = {};                   ///< of the FileSubcommand
  std::vector<std::string> files = {"-"};  ///< as RecordingOptions::paths; "-" is stdin
  std::string output = "-";                ///< "-" is stdout

  std::string from = {};           ///< cut: a time; convert: a format
  std::string to = {};             ///< the same
  std::string by = {};             ///< split: session, host or count
  std::uint64_t count = 0;         ///< split by count: requests in a file
  bool json = false;               ///< cat
  std::string host = "localhost";  ///< convert from a log: the Host header
  std::size_t read_depth = 100;    ///< merge
  Settings settings = {};          ///< filter: its rules, masks and prettify_http
};

/// A command below `gor file`.
struct FileSubcommand {
  std::string_view name;
  std::string_view help;
  /// Its flags, which fill the FileCommand.
  std::vector<Flag> (*flags)(FileCommand&);
  /// Whether it also takes the filters, rewrites and masks of `gor`.
  bool takes_rules = false;
};

/// All of them, in the order of the help.
std::span<const FileSubcommand> file_subcommands();

/// Throws UsageError if a flag is missing.
void check(const FileCommand& command);

}  // namespace gor::cli
