// SPDX-License-Identifier: Apache-2.0
// `gor file COMMAND`: tools for recordings.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/settings.hpp"

namespace gor::cli {

struct FileCommand {
  std::string name = {};                ///< of the command: one of the table in file_command.cpp
  std::vector<std::string> files = {};  ///< as RecordingOptions::paths; stdin if none is given
  std::string output = "-";             ///< "-" is stdout

  std::string from = {};           ///< cut: a time; convert: a format
  std::string to = {};             ///< the same
  std::string by = {};             ///< split: session, host or count
  std::uint64_t count = 0;         ///< split by count: requests in a file
  bool json = false;               ///< cat
  std::string host = "localhost";  ///< convert from a log: the Host header
  std::size_t read_depth = 100;    ///< merge
  Settings settings = {};          ///< filter: its rules, masks and prettify_http
};

/// What is behind `gor file`. A text is what is to be printed: the help. Throws UsageError.
std::variant<FileCommand, std::string> parse_file_command(std::span<const std::string_view> words);

}  // namespace gor::cli
