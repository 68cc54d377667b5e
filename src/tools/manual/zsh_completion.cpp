// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tools/manual/completion.hpp"

namespace gor::tools {
namespace {

/// For a part of an argument of _arguments, in single quotes: brackets and colons end a part.
std::string part(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(std::string_view value_name) {
  switch (value_kind(value_name)) {
    case ValueKind::file:
      return "_files";
    case ValueKind::folder:
      return "_files -/";
    case ValueKind::choice:
      return fmt::format("({})", choices(value_name));
    default:
      return "";
  }
}

std::string argument(const cli::Flag& flag) {
  const std::string_view repeats = flag.binding.repeats ? "*" : "";
  if (value_kind(flag.value_name) == ValueKind::none) {
    return fmt::format("'{}--{}[{}]'", repeats, flag.name, part(flag.help));
  }
  return fmt::format("'{}--{}=[{}]:{}:{}'", repeats, flag.name, part(flag.help), part(flag.value_name),
                     action(flag.value_name));
}

std::string function_name(const CommandReference& command) {
  std::string name = "_gor";
  for (const char c : command.path.empty() ? "" : " " + command.path) name += c == ' ' ? '_' : c;
  return name;
}

void append_commands(const CommandReference& command, std::string& script) {
  script += "    '1:command:((";
  for (const CommandReference& below : command.below) {
    script += fmt::format("{}\\:\"{}\" ", name_of(below), part(below.help));
  }
  script += "))' \\\n    '*::argument:->below' && return\n  case $words[1] in\n";
  for (const CommandReference& below : command.below) {
    script += fmt::format("    {}) {} ;;\n", name_of(below), function_name(below));
  }
  script += "  esac\n";
}

}  // namespace

std::string zsh_completion(const CommandReference& gor) {
  std::string script = "#compdef gor\n# zsh completion for gor, made by `gor completion zsh`\n";
  for (const CommandReference* const command : all_of(gor)) {
    script += fmt::format("\n{}() {{\n  local state\n  _arguments \\\n", function_name(*command));
    for (const cli::FlagGroup& group : command->flags) {
      for (const cli::Flag& flag : group.flags) script += fmt::format("    {} \\\n", argument(flag));
    }
    script += "    '--help[print the help]' \\\n";
    if (command->path.empty()) script += "    '--version[print the version]' \\\n";
    if (!command->below.empty()) {
      append_commands(*command, script);
    } else if (value_kind(command->usage) == ValueKind::none) {
      script += "    && return\n";
    } else {
      script += fmt::format("    '*:{}:{}'\n", part(command->usage), action(command->usage));
    }
    script += "}\n";
  }
  return script + "\n_gor \"$@\"\n";
}

}  // namespace gor::tools
