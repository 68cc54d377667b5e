// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

#include "cli/file_command.hpp"

namespace gor::cli {
namespace {

constexpr std::string_view kReplayBegin =
    "usage: gor [flags]\n"
    "       gor file-server ADDR     serve the current directory over HTTP, for experiments\n"
    "       gor explain [flags]      show what filters and rewrites do to messages on stdin\n"
    "       gor file COMMAND ...     tools for recordings: info, cut, filter, sort, merge, split, cat, convert\n"
    "\n"
    "Captures HTTP traffic and replays it. Needs at least one input and one output.\n"
    "  gor --input-raw :8080 --output-http http://127.0.0.1:8081\n"
    "  gor --input-raw :8080 --output-file traffic.gor --output-file-append\n"
    "  gor --input-file 'traffic.gor|200%' --output-http http://127.0.0.1:8081\n";

constexpr std::string_view kReplayEnd =
    "\n"
    "  *  may be repeated\n"
    "The value of an input or output may end in |N (messages per second) or |N% (a share; for --input-file the "
    "speed).\n"
    "DURATION: 300ms, 10s, 1.5h, 2h45m. SIZE: bytes, or 64kb, 5mb, 1gb. ADDR: :80, host:80, [::1]:80.\n";

constexpr std::string_view kFileBegin =
    "usage: gor file COMMAND [flags] FILE...\n"
    "\n"
    "Tools for recordings. FILE: a recording, a pattern in quotes, or the name that its chunks share; - or none: "
    "stdin.\n";

constexpr std::string_view kFileEnd =
    "\nTIME: 2026-11-25T09:00:00Z, '2026-11-25 09:00' (local time), seconds or nanoseconds since 1970, or +90s:\n"
    "that time after the first record.\n";

/// " --name VALUE description (default ...)", with its line end.
std::string line(const Flag& flag) {
  std::string left = fmt::format("--{}", flag.name);
  if (!flag.value_name.empty()) left += fmt::format(" {}", flag.value_name);
  if (flag.binding.repeats) left += " *";
  const std::string& value = flag.binding.default_text;
  return fmt::format("  {:<38} {}{}\n", left, flag.help, value.empty() ? "" : fmt::format(" (default {})", value));
}

}  // namespace

std::string replay_help(const std::vector<FlagGroup>& groups) {
  std::string text(kReplayBegin);
  std::string_view title;
  for (const FlagGroup& group : groups) {
    if (group.title != title) text += fmt::format("\n{}\n", group.title);
    title = group.title;
    for (const Flag& flag : group.flags) text += line(flag);
    if (title == kGeneral) {
      text += fmt::format("  {:<38} print this\n  {:<38} print the version\n", "--help", "--version");
    }
  }
  return text += kReplayEnd;
}

std::string file_help() {
  std::string text(kFileBegin);
  FileCommand defaults;
  for (const FileSubcommand& command : file_subcommands()) {
    text += fmt::format("\n{:<10} {}\n", command.name, command.help);
    for (const Flag& flag : command.flags(defaults)) text += line(flag);
    if (command.takes_rules) text += "  and the filters, rewrites and masks of gor --help\n";
  }
  return text += kFileEnd;
}

}  // namespace gor::cli
