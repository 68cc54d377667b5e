// SPDX-License-Identifier: Apache-2.0
// The options of the commands of `gor file`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/settings.hpp"

namespace gor::tools {

struct FileCommand {
  std::vector<std::string> files = {"-"};  ///< as RecordingOptions::paths; "-" is stdin
  std::string output = "-";                ///< "-" is stdout

  std::string from = {};           ///< cut: a time; convert: a format
  std::string to = {};             ///< like `from`
  std::string by = {};             ///< split: session, host or count
  std::uint64_t count = 0;         ///< split by count: requests per file
  bool json = false;               ///< cat
  std::string host = "localhost";  ///< convert from a log: the Host header
  std::size_t read_depth = 100;    ///< merge
  cli::Settings settings = {};     ///< filter: its rules, masks and prettify_http
};

}  // namespace gor::tools
