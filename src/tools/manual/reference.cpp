// SPDX-License-Identifier: Apache-2.0
#include "tools/manual/reference.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "cli/settings.hpp"

namespace gor::tools {
namespace {

std::vector<cli::FlagGroup> without_old_flags(std::vector<cli::FlagGroup> groups) {
  const auto is_old = [](const cli::FlagGroup& group) { return group.title == cli::kOldFlags; };
  groups.erase(std::remove_if(groups.begin(), groups.end(), is_old), groups.end());
  return groups;
}

CommandReference describe(cli::Subcommand& command, const std::string& above) {
  const cli::Subcommand::Kind& kind = command.kind();
  CommandReference made{.path = above.empty() ? std::string(kind.name) : above + " " + std::string(kind.name),
                        .usage = std::string(kind.usage),
                        .help = std::string(kind.help),
                        .flags = command.flags(),
                        .takes_gor_flags = kind.takes_gor_flags,
                        .below = {}};
  for (cli::Subcommand* const below : command.below()) made.below.push_back(describe(*below, made.path));
  return made;
}

void append(const CommandReference& command, std::vector<const CommandReference*>& all) {
  all.push_back(&command);
  for (const CommandReference& below : command.below) append(below, all);
}

}  // namespace

CommandReference reference(std::vector<cli::FlagGroup> endpoints, const cli::Subcommands& commands) {
  cli::Settings settings;
  std::string config_file;
  CommandReference gor{.path = "",
                       .usage = "[flags]",
                       .help = "capture and replay HTTP traffic",
                       .flags = without_old_flags(cli::replay_flags(settings, config_file, std::move(endpoints))),
                       .takes_gor_flags = true,
                       .below = {}};
  for (const auto& command : commands) {
    CommandReference below = describe(*command, "");
    if (below.takes_gor_flags) below.flags = gor.flags;
    gor.below.push_back(std::move(below));
  }
  return gor;
}

std::vector<const CommandReference*> all_of(const CommandReference& command) {
  std::vector<const CommandReference*> all;
  append(command, all);
  return all;
}

std::string_view name_of(const CommandReference& command) {
  return std::string_view(command.path).substr(command.path.rfind(' ') + 1);
}

ValueKind value_kind(std::string_view name) {
  if (name.empty() || name.starts_with('[')) return ValueKind::none;
  if (name.starts_with("FILE") || name.starts_with("PATH")) return ValueKind::file;
  if (name == "DIR") return ValueKind::folder;
  // Words to choose from are in lower case, names of values are not: SIZE|DURATION.
  const bool is_choice = name.find('|') != std::string_view::npos && std::islower(static_cast<unsigned char>(name[0]));
  return is_choice ? ValueKind::choice : ValueKind::other;
}

std::string choices(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '|', ' ');
  return words;
}

}  // namespace gor::tools
