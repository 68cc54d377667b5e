// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

namespace gor::cli {
namespace {

constexpr std::string_view kReplayBegin =
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

}  // namespace

std::string help_line(const Flag& flag) {
  std::string left = fmt::format("--{}", flag.name);
  if (!flag.value_name.empty()) left += fmt::format(" {}", flag.value_name);
  if (flag.binding.repeats) left += " *";
  const std::string& value = flag.binding.default_text;
  return fmt::format("  {:<38} {}{}\n", left, flag.help, value.empty() ? "" : fmt::format(" (default {})", value));
}

std::string replay_help(const std::vector<FlagGroup>& groups, const Subcommands& commands) {
  std::string text = "usage: gor [flags]\n";
  for (const auto& command : commands) {
    const Subcommand::Kind& kind = command->kind();
    text += fmt::format("       gor {:<20} {}\n", fmt::format("{} {}", kind.name, kind.usage), kind.help);
  }
  text += kReplayBegin;
  std::string_view title;
  for (const FlagGroup& group : groups) {
    if (group.title != title) text += fmt::format("\n{}\n", group.title);
    title = group.title;
    for (const Flag& flag : group.flags) text += help_line(flag);
    if (title == kGeneral) {
      text += fmt::format("  {:<38} print this\n  {:<38} print the version\n", "--help", "--version");
    }
  }
  return text += kReplayEnd;
}

}  // namespace gor::cli
