// SPDX-License-Identifier: Apache-2.0
#include "cli/file_command.hpp"

#include <array>

#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "cli/flags.hpp"
#include "cli/options.hpp"

namespace gor::cli {
namespace {

using Flags = std::vector<Flag>;

struct Command {
  std::string_view name;
  std::string_view help;
  Flags (*flags)(FileCommand&);
};

Flag output_flag(FileCommand& c) {
  return {"output", "FILE", &c.output, "a new file (.gz and .zst are compressed); else stdout"};
}

Flags flags_of_cut(FileCommand& c) {
  return {{"from", "TIME", &c.from, "the first that is kept"},
          {"to", "TIME", &c.to, "the first that is kept no longer"},
          output_flag(c)};
}

Flags flags_of_split(FileCommand& c) {
  return {{"by", "WHAT", choice(&c.by, {"session", "host", "count"}),
           "a file each TCP session, Host header, or N requests"},
          {"count", "N", size(&c.count, 1), "with --by count"},
          {"output", "FILE", &c.output, "x.gor becomes x_NAME.gor, x_0.gor"}};
}

Flags flags_of_convert(FileCommand& c) {
  return {{"from", "FORMAT", choice(&c.from, {"gor", "har", "access-log"}),
           "what the files are (access-log: combined or common, of nginx and Apache)"},
          {"to", "FORMAT", choice(&c.to, {"gor", "har", "curl"}), "what is written"},
          {"host", "HOST", &c.host, "the Host header of requests from an access log"},
          output_flag(c)};
}

Flags flags_of_merge(FileCommand& c) {
  return {{"read-depth", "N", number(&c.read_depth, 0), "records looked ahead in each file"}, output_flag(c)};
}

constexpr std::string_view kFilter = "filter";

constexpr std::array<Command, 8> kCommands{{
    {"info", "what is in recordings: records, span, rate over time, sizes, hosts, methods, statuses, damage",
     [](FileCommand&) { return Flags(); }},
    {"cut", "the records of a time; a response goes with its request", flags_of_cut},
    {kFilter, "what passes filters and rewrites, changed by them",
     [](FileCommand& c) { return Flags{output_flag(c)}; }},
    {"sort", "all records by time, however far they are out of order",
     [](FileCommand& c) { return Flags{output_flag(c)}; }},
    {"merge", "several recordings into one, by time", flags_of_merge},
    {"split", "one recording into several", flags_of_split},
    {"cat", "all records, one file behind the other",
     [](FileCommand& c) {
       return Flags{{"json", "", &c.json, "a JSON object a line"}, output_flag(c)};
     }},
    {"convert", "from and to other formats", flags_of_convert},
}};

constexpr const char* kBegin =
    "usage: gor file COMMAND [flags] FILE...\n"
    "\n"
    "Tools for recordings. FILE: a recording, a pattern in quotes, or the name that its chunks share; - or none: "
    "stdin.\n";
constexpr const char* kEnd =
    "\nTIME: 2026-11-25T09:00:00Z, '2026-11-25 09:00' (local time), seconds or nanoseconds since 1970, or +90s:\n"
    "so long after the first record.\n";

}  // namespace

void add_file_command(CLI::App& app, Options& options, FileCommand& target) {
  CLI::App* file = app.add_subcommand("file", kBegin);
  for (const Command& known : kCommands) {
    CLI::App* command = file->add_subcommand(std::string(known.name), std::string(known.help))->allow_extras();
    options.add(*command, kGeneral, known.flags(target));
    if (known.name != kFilter) continue;
    options.add(*command, "", rule_flags(target.settings.rules));
    options.add(*command, "", mask_flags(target.settings));
    command->footer("  and the filters, rewrites and masks of gor --help\n");
  }
  file->footer(kEnd);  // Those below would have it too.
}

void check(const FileCommand& command) {
  if (command.name == "split" && command.by.empty()) throw UsageError("gor file split: --by session, host or count");
  if (command.name == "split" && command.by == "count" && command.count == 0) {
    throw UsageError("gor file split: --by count needs --count N");
  }
  if (command.name == "split" && command.output == "-") throw UsageError("gor file split: --output FILE is missing");
}

}  // namespace gor::cli
