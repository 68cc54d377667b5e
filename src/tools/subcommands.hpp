// SPDX-License-Identifier: Apache-2.0
// The list of subcommands.
#pragma once

#include "cli/subcommand.hpp"
#include "tools/manual_commands.hpp"

namespace gor::tools {

/// All subcommands, in the order of the help.
cli::Subcommands subcommands(const EndpointFlags& endpoints);

}  // namespace gor::tools
