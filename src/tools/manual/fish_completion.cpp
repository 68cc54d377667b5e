// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "tools/manual/completion.hpp"

namespace gor::tools {
namespace {

/// In single quotes, in which fish knows \\ and \'.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

/// A condition that holds on the command itself, not on one above or below it.
std::string condition(const CommandReference& command) {
  std::string text;
  for (std::string_view rest = command.path; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    text += fmt::format("__fish_seen_subcommand_from {}; and ", rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!command.below.empty()) {
    text += "not __fish_seen_subcommand_from";
    for (const CommandReference& below : command.below) text += fmt::format(" {}", name_of(below));
    return text;
  }
  return text.substr(0, text.size() - std::string_view("; and ").size());
}

std::string value_options(const cli::Flag& flag) {
  switch (value_kind(flag.value_name)) {
    case ValueKind::none:
      return "";
    case ValueKind::file:
      return " -rF";
    case ValueKind::folder:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::choice:
      return fmt::format(" -x -a {}", in_quotes(choices(flag.value_name)));
    case ValueKind::other:
      return " -x";
  }
  return "";
}

}  // namespace

std::string fish_completion(const CommandReference& gor) {
  std::string script = "# fish completion for gor, made by `gor completion fish`\n\ncomplete -c gor -f\n";
  for (const CommandReference* const command : all_of(gor)) {
    const std::string begin = fmt::format("complete -c gor -n {}", in_quotes(condition(*command)));
    for (const CommandReference& below : command->below) {
      script += fmt::format("{} -a {} -d {}\n", begin, name_of(below), in_quotes(below.help));
    }
    if (value_kind(command->usage) == ValueKind::file) script += begin + " -F\n";
    if (value_kind(command->usage) == ValueKind::choice) {
      script += fmt::format("{} -a {}\n", begin, in_quotes(choices(command->usage)));
    }
    for (const cli::FlagGroup& group : command->flags) {
      for (const cli::Flag& flag : group.flags) {
        script += fmt::format("{} -l {}{} -d {}\n", begin, flag.name, value_options(flag), in_quotes(flag.help));
      }
    }
    script += begin + " -l help -d 'print the help'\n";
  }
  return script + "complete -c gor -n 'not __fish_seen_subcommand_from file' -l version -d 'print the version'\n";
}

}  // namespace gor::tools
