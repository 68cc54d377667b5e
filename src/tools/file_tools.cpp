// SPDX-License-Identifier: Apache-2.0
#include "tools/file_tools.hpp"

#include <array>
#include <cstdio>

#include <fmt/format.h>
#include <signal.h>

#include "cli/help.hpp"
#include "tools/file/commands.hpp"

namespace gor::tools {
namespace {

using Flags = std::vector<cli::Flag>;

cli::Flag output_flag(FileCommand& c) {
  return {"output", "FILE", &c.output, "a new file (.gz and .zst: compressed) instead of stdout"};
}

Flags flags_of_cut(FileCommand& c) {
  return {{"from", "TIME", &c.from, "start of the time span, inclusive"},
          {"to", "TIME", &c.to, "end of the time span, exclusive"},
          output_flag(c)};
}

Flags flags_of_split(FileCommand& c) {
  return {{"by", "WHAT", cli::choice(&c.by, {"session", "host", "count"}),
           "one file per TCP session, Host header, or N requests"},
          {"count", "N", cli::size(&c.count, 1), "requests per file, with --by count"},
          {"output", "FILE", &c.output, "x.gor becomes x_NAME.gor, x_0.gor"}};
}

Flags flags_of_convert(FileCommand& c) {
  return {{"from", "FORMAT", cli::choice(&c.from, {"gor", "har", "access-log"}),
           "input format (access-log: combined or common, of nginx and Apache)"},
          {"to", "FORMAT", cli::choice(&c.to, {"gor", "har", "curl"}), "output format"},
          {"host", "HOST", &c.host, "the Host header of requests from an access log"},
          output_flag(c)};
}

Flags flags_of_merge(FileCommand& c) {
  return {{"read-depth", "N", cli::number(&c.read_depth, 0), "number of records to sort by time in each file"},
          output_flag(c)};
}

Flags flags_of_cat(FileCommand& c) {
  return {{"json", "", &c.json, "print one JSON object per line"}, output_flag(c)};
}

Flags output_alone(FileCommand& c) {
  return {output_flag(c)};
}

Flags no_flags(FileCommand&) {
  return {};
}

constexpr cli::Subcommand::Kind kind_of(std::string_view name, std::string_view help) {
  return {.name = name, .usage = "FILE...", .help = help, .takes_words = true};
}

constexpr std::array<FileTool::Tool, 9> kTools{{
    {kind_of("info", "show statistics: records, span, rate over time, sizes, hosts, methods, statuses, damage"),
     no_flags, info},
    {kind_of("cut", "select the records of a time span; a response follows its request"), flags_of_cut, cut},
    {kind_of("filter", "select records by filters, and apply rewrites"), output_alone, filter, true},
    {kind_of("sort", "sort records by time, however far they are out of order"), output_alone, sort},
    {kind_of("merge", "merge several recordings by time"), flags_of_merge, merge},
    {kind_of("split", "split one recording into several"), flags_of_split, split},
    {kind_of("cat", "print all records of all files"), flags_of_cat, cat},
    {kind_of("follow", "print what is appended to one recording from now on, across its chunks"), flags_of_cat, follow},
    {kind_of("convert", "convert from and to other formats"), flags_of_convert, convert},
}};

constexpr std::string_view kBegin =
    "usage: gor file COMMAND [flags] FILE...\n"
    "\n"
    "Tools for recordings. FILE: a recording, a pattern in quotes, or the name that its chunks share; - or none: "
    "stdin.\n";

constexpr std::string_view kEnd =
    "\nTIME: 2026-11-25T09:00:00Z, '2026-11-25 09:00' (local time), seconds or nanoseconds since 1970, +90s: that "
    "time\n"
    "after the first record, or -10m: that time before the last one.\n";

}  // namespace

std::vector<cli::FlagGroup> FileTool::flags() {
  std::vector<cli::FlagGroup> groups{{cli::kGeneral, tool_.flags(command_)}};
  if (!takes_rules()) return groups;
  groups.push_back({"", cli::rule_flags(command_.settings.rules)});
  groups.push_back({"", cli::mask_flags(command_.settings)});
  return groups;
}

int FileTool::run(const cli::Settings&, const std::vector<std::string>& words) {
  signal(SIGPIPE, SIG_DFL);  // `gor file cat x | head` ends as `cat x | head` does
  if (!words.empty()) command_.files = words;
  tool_.run(command_);
  return 0;
}

FileTools::FileTools()
    : Subcommand({"file", "COMMAND ...",
                  "tools for recordings: info, cut, filter, sort, merge, split, cat, follow, convert"}) {
  for (const FileTool::Tool& tool : kTools) tools_.push_back(std::make_unique<FileTool>(tool));
}

std::vector<cli::Subcommand*> FileTools::below() const {
  std::vector<cli::Subcommand*> below;
  for (const auto& tool : tools_) below.push_back(tool.get());
  return below;
}

std::string FileTools::help() {
  std::string text(kBegin);
  for (const auto& tool : tools_) {
    text += fmt::format("\n{:<10} {}\n", tool->kind().name, tool->kind().help);
    const std::vector<cli::FlagGroup> groups = tool->flags();
    for (const cli::Flag& flag : groups.front().flags) text += cli::help_line(flag);
    if (tool->takes_rules()) text += "  and the filters, rewrites and masks of gor --help\n";
  }
  return text += kEnd;
}

int FileTools::run(const cli::Settings&, const std::vector<std::string>&) {
  return std::fputs(help().c_str(), stdout) < 0;
}

}  // namespace gor::tools
