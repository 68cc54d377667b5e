// SPDX-License-Identifier: Apache-2.0
// The text of --help, made from the table of flags.
#pragma once

#include <string>

#include "cli/flags.hpp"

namespace gor::cli {

/// By groups, with the defaults that the flags' slots hold now.
std::string help_text(const FlagTable& table);

/// "  --name VALUE    what it does (default ...)", with its line end.
std::string help_line(const Flag& flag);

}  // namespace gor::cli
