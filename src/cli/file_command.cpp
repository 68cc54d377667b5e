// SPDX-License-Identifier: Apache-2.0
#include "cli/file_command.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/flags.hpp"
#include "cli/help.hpp"
#include "cli/words.hpp"

namespace gor::cli {
namespace {

using Flags = std::vector<Flag>;

struct Command {
  std::string_view name;
  std::string_view help;
  Flags (*flags)(FileCommand&);
};

Flag output_flag(FileCommand& c) {
  return {"output", Group::general, "FILE", &c.output, "a new file (.gz and .zst are compressed); else stdout"};
}

Flags flags_of_cut(FileCommand& c) {
  return {{"from", Group::general, "TIME", &c.from, "the first that is kept"},
          {"to", Group::general, "TIME", &c.to, "the first that is kept no longer"},
          output_flag(c)};
}

Flags flags_of_filter(FileCommand& c) {
  Flags flags{output_flag(c)};
  for (Flag& flag : rule_flags(c.settings.rules)) flags.push_back(std::move(flag));
  for (Flag& flag : mask_flags(c.settings)) flags.push_back(std::move(flag));
  return flags;
}

Flags flags_of_split(FileCommand& c) {
  return {{"by", Group::general, "WHAT", Choice{&c.by, {"session", "host", "count"}},
           "a file each TCP session, Host header, or N requests"},
          {"count", Group::general, "N", Size{&c.count, 1}, "with --by count"},
          {"output", Group::general, "FILE", &c.output, "x.gor becomes x_NAME.gor, x_0.gor"}};
}

Flags flags_of_convert(FileCommand& c) {
  return {{"from", Group::general, "FORMAT", Choice{&c.from, {"gor", "har", "access-log"}},
           "what the files are (access-log: combined or common, of nginx and Apache)"},
          {"to", Group::general, "FORMAT", Choice{&c.to, {"gor", "har", "curl"}}, "what is written"},
          {"host", Group::general, "HOST", &c.host, "the Host header of requests from an access log"},
          output_flag(c)};
}

Flags flags_of_merge(FileCommand& c) {
  return {{"read-depth", Group::general, "N", Number{&c.read_depth, 0}, "records looked ahead in each file"},
          output_flag(c)};
}

constexpr std::array<Command, 8> kCommands{{
    {"info", "what is in recordings: records, span, rate over time, sizes, hosts, methods, statuses, damage",
     [](FileCommand&) { return Flags(); }},
    {"cut", "the records of a time; a response goes with its request", flags_of_cut},
    {"filter", "what passes filters and rewrites, changed by them", flags_of_filter},
    {"sort", "all records by time, however far they are out of order",
     [](FileCommand& c) { return Flags{output_flag(c)}; }},
    {"merge", "several recordings into one, by time", flags_of_merge},
    {"split", "one recording into several", flags_of_split},
    {"cat", "all records, one file behind the other",
     [](FileCommand& c) {
       return Flags{{"json", Group::general, "", &c.json, "a JSON object a line"}, output_flag(c)};
     }},
    {"convert", "from and to other formats", flags_of_convert},
}};

std::string help() {
  std::string text =
      "usage: gor file COMMAND [flags] FILE...\n"
      "\n"
      "Tools for recordings. FILE: a recording, a pattern in quotes, or the name that its chunks share; - or none: "
      "stdin.\n";
  FileCommand defaults;
  for (const Command& command : kCommands) {
    text += fmt::format("\n{:<10} {}\n", command.name, command.help);
    if (command.name == "filter") {
      text += fmt::format("{}  and the filters, rewrites and masks of gor --help\n", help_line(output_flag(defaults)));
      continue;
    }
    for (const Flag& flag : command.flags(defaults)) text += help_line(flag);
  }
  return text +
         "\nTIME: 2026-11-25T09:00:00Z, '2026-11-25 09:00' (local time), seconds or nanoseconds since 1970, or +90s: "
         "so\n"
         "long after the first record.\n";
}

void check(const FileCommand& command) {
  if (command.name == "split" && command.by.empty()) throw UsageError("gor file split: --by session, host or count");
  if (command.name == "split" && command.by == "count" && command.count == 0) {
    throw UsageError("gor file split: --by count needs --count N");
  }
  if (command.name == "split" && command.output == "-") throw UsageError("gor file split: --output FILE is missing");
}

}  // namespace

std::variant<FileCommand, std::string> parse_file_command(std::span<const std::string_view> all) {
  const std::string_view name = all.empty() ? "--help" : all[0];
  if (name == "--help" || name == "-help" || name == "-h" || name == "help") return help();
  const auto* const spec =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& known) { return known.name == name; });
  if (spec == kCommands.end()) {
    std::string names;
    for (const Command& known : kCommands) names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
    throw UsageError(fmt::format("gor file: '{}' is none of {}", name, names));
  }
  FileCommand command;
  command.name = name;
  const FlagTable table(spec->flags(command));
  Words words(all.subspan(1));
  while (!words.is_at_end()) {
    const std::string_view word = words.take();
    const auto dashed = take_apart(word);
    if (!dashed) {
      command.files.emplace_back(word);
      continue;
    }
    if (dashed->name == "help" || dashed->name == "h") return help();
    const Flag* flag = table.find(dashed->name);
    if (flag == nullptr) {
      throw UsageError(fmt::format("gor file {}: unknown flag {}; gor file --help lists all", name, word));
    }
    assign(*flag, fmt::format("--{}", flag->name), words.take_value(*flag, *dashed, table));
  }
  if (command.files.empty()) command.files.emplace_back("-");
  check(command);
  return command;
}

}  // namespace gor::cli
