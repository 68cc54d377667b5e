// SPDX-License-Identifier: Apache-2.0
// `gor file COMMAND`: tools for recordings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/settings.hpp"

namespace CLI {
class App;
}

namespace gor::cli {

class Options;

struct FileCommand {
  std::string name = {};                   ///< of the command: one of the table in file_command.cpp
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

/// `gor file` with its commands, whose flags fill `target`, which outlives `app`.
void add_file_command(CLI::App& app, Options& options, FileCommand& target);

/// Throws UsageError if a flag is missing.
void check(const FileCommand& command);

}  // namespace gor::cli
