// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

namespace gor::cli {
namespace {

constexpr std::string_view kBegin =
    "usage: gor [flags]\n"
    "       gor file-server ADDR     serve the current directory over HTTP, for trying things out\n"
    "       gor explain [flags]      what their filters and rewrites do to a recording or a request on stdin\n"
    "       gor file COMMAND ...     tools for recordings: info, cut, filter, sort, merge, split, cat, convert\n"
    "\n"
    "Captures HTTP traffic and replays it. Needs at least one input and one output.\n"
    "  gor --input-raw :8080 --output-http http://127.0.0.1:8081\n"
    "  gor --input-raw :8080 --output-file traffic.gor --output-file-append\n"
    "  gor --input-file 'traffic.gor|200%' --output-http http://127.0.0.1:8081\n";

constexpr std::string_view kEnd =
    "\n"
    "  *  may be repeated\n"
    "An input's or output's value may end in |N (messages a second) or |N% (a share; with --input-file the speed).\n"
    "DURATION: 300ms, 10s, 1.5h, 2h45m. SIZE: bytes, or 64kb, 5mb, 1gb. ADDR: :80, host:80, [::1]:80.\n";

std::string_view title(Group group) {
  switch (group) {
    case Group::general:
      return "General";
    case Group::inputs:
      return "Inputs";
    case Group::capture:
      return "Capture (--input-raw)";
    case Group::outputs:
      return "Outputs";
    case Group::http:
      return "Replay (--output-http)";
    case Group::server:
      return "Servers (--input-http, --input-ws)";
    case Group::chain:
      return "Between gors (--output-tcp, --input-tcp, --output-ws)";
    case Group::recording:
      return "Recordings (--input-file, --output-file)";
    case Group::rules:
      return "Filters and rewrites of requests (REGEX: RE2's syntax; FLAG@output-http:2: for that output alone)";
    case Group::exchanges:
      return "Filters and changes of requests with their responses";
    case Group::old:
      return "Accepted from older command lines, with a warning";
  }
  return "";
}

}  // namespace

std::string help_text(const FlagTable& table) {
  std::string text(kBegin);
  const Flag* before = nullptr;
  for (const Flag& flag : table.flags()) {
    if (before == nullptr || before->group != flag.group) text += fmt::format("\n{}\n", title(flag.group));
    text += help_line(flag);
    before = &flag;
  }
  return text.append(kEnd);
}

std::string help_line(const Flag& flag) {
  std::string left = fmt::format("--{}", flag.name);
  if (is_switch(flag) && !flag.value_name.empty()) {
    left += fmt::format(" [{}]", flag.value_name);
  } else if (!flag.value_name.empty()) {
    left += fmt::format(" {}", flag.value_name);
  }
  if (is_repeatable(flag)) left += " *";
  const std::string value = default_text(flag);
  const std::string right = value.empty() ? std::string(flag.help) : fmt::format("{} (default {})", flag.help, value);
  return fmt::format("  {:<38} {}\n", left, right);
}

}  // namespace gor::cli
