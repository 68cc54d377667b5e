// SPDX-License-Identifier: Apache-2.0
// The config file: flags as flat TOML, `flag-name = value` (docs/command-line.md).
#pragma once

#include <string>
#include <vector>

namespace gor::cli {

struct ConfigEntry {
  std::string name;
  std::vector<std::string> values;  ///< as on the command line; several for a TOML array
  bool is_array = false;
  std::string origin;  ///< "gor.toml:3: exit-after", for errors
};

/// In the order of the file. Throws UsageError, with file and line, if it cannot be read or is not flat TOML.
std::vector<ConfigEntry> read_config_file(const std::string& path);

}  // namespace gor::cli
