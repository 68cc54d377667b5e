// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tools/manual/completion.hpp"

namespace gor::tools {
namespace {

constexpr std::string_view kBegin = R"(# bash completion for gor, made by `gor completion bash`

_gor() {
  local current=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD - 1]} command="" word words=""
  # bash makes three words of --flag=value.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $flag == "=" ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
)";

constexpr std::string_view kValues = R"(        command+=" $word" ;;
    esac
  done
  [[ $flag == --* ]] || flag="-${flag}"
  COMPREPLY=()
  case "$command $flag" in
)";

constexpr std::string_view kWords = R"(  esac
  case "$command" in
)";

constexpr std::string_view kEnd = R"(  esac
  if [[ $current != -* && $words == *" FILES" ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "${words% FILES}" -- "$current")
  fi
}

complete -F _gor gor
)";

std::string completed(const cli::Flag& flag) {
  switch (value_kind(flag.value_name)) {
    case ValueKind::file:
      return R"(compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"))";
    case ValueKind::folder:
      return R"(compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"))";
    case ValueKind::choice:
      return fmt::format(R"(mapfile -t COMPREPLY < <(compgen -W "{}" -- "$current"))", choices(flag.value_name));
    default:
      return ":";
  }
}

std::string pattern(const CommandReference& command, std::string_view word) {
  const std::string path = command.path.empty() ? "" : " " + command.path;
  return fmt::format("\"{} {}\"", path, word);
}

std::string words_of(const CommandReference& command) {
  std::string words;
  for (const CommandReference& below : command.below) words += fmt::format("{} ", name_of(below));
  for (const cli::FlagGroup& group : command.flags) {
    for (const cli::Flag& flag : group.flags) words += fmt::format("--{} ", flag.name);
  }
  words += "--help";
  if (command.path.empty()) words += " --version";
  if (value_kind(command.usage) == ValueKind::choice) words += " " + choices(command.usage);
  return value_kind(command.usage) == ValueKind::file ? words + " FILES" : words;
}

}  // namespace

std::string bash_completion(const CommandReference& gor) {
  std::string script(kBegin);
  std::string commands;
  std::string values;
  std::string words;
  for (const CommandReference* const command : all_of(gor)) {
    for (const CommandReference& below : command->below) {
      if (!commands.empty()) commands += " | ";
      commands += pattern(*command, name_of(below));
    }
    for (const cli::FlagGroup& group : command->flags) {
      for (const cli::Flag& flag : group.flags) {
        if (value_kind(flag.value_name) == ValueKind::none) continue;
        values +=
            fmt::format("    {}) {}; return ;;\n", pattern(*command, fmt::format("--{}", flag.name)), completed(flag));
      }
    }
    words += fmt::format("    \"{}{}\") words=\"{}\" ;;\n", command->path.empty() ? "" : " ", command->path,
                         words_of(*command));
  }
  script += fmt::format("      {})\n", commands);
  return script.append(kValues).append(values).append(kWords).append(words).append(kEnd);
}

}  // namespace gor::tools
