// SPDX-License-Identifier: Apache-2.0
// The texts of --help, generated from the tables of flags and subcommands.
#pragma once

#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "cli/subcommand.hpp"

namespace gor::cli {

/// The text of `gor --help`.
std::string replay_help(const std::vector<FlagGroup>& groups, const Subcommands& commands);

/// "  --name VALUE    description (default ...)", with its line end.
std::string help_line(const Flag& flag);

}  // namespace gor::cli
