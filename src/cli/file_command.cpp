// SPDX-License-Identifier: Apache-2.0
#include "cli/file_command.hpp"

#include <array>

#include "base/error.hpp"

namespace gor::cli {
namespace {

using Flags = std::vector<Flag>;

Flag output_flag(FileCommand& c) {
  return {"output", "FILE", &c.output, "a new file (.gz and .zst: compressed) instead of stdout"};
}

Flags flags_of_cut(FileCommand& c) {
  return {{"from", "TIME", &c.from, "start of the time span, inclusive"},
          {"to", "TIME", &c.to, "end of the time span, exclusive"},
          output_flag(c)};
}

Flags flags_of_split(FileCommand& c) {
  return {{"by", "WHAT", choice(&c.by, {"session", "host", "count"}),
           "one file per TCP session, Host header, or N requests"},
          {"count", "N", size(&c.count, 1), "requests per file, with --by count"},
          {"output", "FILE", &c.output, "x.gor becomes x_NAME.gor, x_0.gor"}};
}

Flags flags_of_convert(FileCommand& c) {
  return {{"from", "FORMAT", choice(&c.from, {"gor", "har", "access-log"}),
           "input format (access-log: combined or common, of nginx and Apache)"},
          {"to", "FORMAT", choice(&c.to, {"gor", "har", "curl"}), "output format"},
          {"host", "HOST", &c.host, "the Host header of requests from an access log"},
          output_flag(c)};
}

Flags flags_of_merge(FileCommand& c) {
  return {{"read-depth", "N", number(&c.read_depth, 0), "number of records to sort by time in each file"},
          output_flag(c)};
}

constexpr std::array<FileSubcommand, 8> kCommands{{
    {"info", "show statistics: records, span, rate over time, sizes, hosts, methods, statuses, damage",
     [](FileCommand&) { return Flags(); }},
    {"cut", "select the records of a time span; a response follows its request", flags_of_cut},
    {"filter", "select records by filters, and apply rewrites", [](FileCommand& c) { return Flags{output_flag(c)}; },
     true},
    {"sort", "sort records by time, however far they are out of order",
     [](FileCommand& c) { return Flags{output_flag(c)}; }},
    {"merge", "merge several recordings by time", flags_of_merge},
    {"split", "split one recording into several", flags_of_split},
    {"cat", "print all records of all files",
     [](FileCommand& c) {
       return Flags{{"json", "", &c.json, "print one JSON object per line"}, output_flag(c)};
     }},
    {"convert", "convert from and to other formats", flags_of_convert},
}};

}  // namespace

std::span<const FileSubcommand> file_subcommands() {
  return kCommands;
}

void check(const FileCommand& command) {
  if (command.name == "split" && command.by.empty()) throw UsageError("gor file split: --by session, host or count");
  if (command.name == "split" && command.by == "count" && command.count == 0) {
    throw UsageError("gor file split: --by count needs --count N");
  }
  if (command.name == "split" && command.output == "-") throw UsageError("gor file split: --output FILE is missing");
}

}  // namespace gor::cli
