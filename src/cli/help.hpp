// SPDX-License-Identifier: Apache-2.0
// The texts of --help, generated from the tables of flags.
#pragma once

#include <string>
#include <vector>

#include "cli/flags.hpp"

namespace gor::cli {

/// `gor --help`.
std::string replay_help(const std::vector<FlagGroup>& groups);

/// `gor file --help`.
std::string file_help();

}  // namespace gor::cli
