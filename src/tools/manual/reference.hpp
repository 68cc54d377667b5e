// SPDX-License-Identifier: Apache-2.0
// The command line as the manual page and the completions describe it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.hpp"
#include "cli/subcommand.hpp"

namespace gor::tools {

/// A command with its flags and the commands below it, all in the order of the help.
struct CommandReference {
  std::string path;   ///< "" for gor itself; "file cut"
  std::string usage;  ///< what follows the path: "FILE...", "bash|zsh|fish"
  std::string help;
  std::vector<cli::FlagGroup> flags;  ///< without the group kOldFlags
  bool takes_gor_flags = false;       ///< they are those of gor itself
  std::vector<CommandReference> below;
};

/// `endpoints`: the flags of inputs and outputs.
CommandReference reference(std::vector<cli::FlagGroup> endpoints, const cli::Subcommands& commands);

/// The command and all below it, each before its own.
std::vector<const CommandReference*> all_of(const CommandReference& command);

/// The last word of the path.
std::string_view name_of(const CommandReference& command);

/// How a shell completes the value of a flag, or the words of a command. A value that may be left out counts as none.
enum class ValueKind { none, file, folder, choice, other };
/// By its name in the help: "FILE", "on|off".
ValueKind value_kind(std::string_view name);
/// "on off" for "on|off".
std::string choices(std::string_view name);

}  // namespace gor::tools
