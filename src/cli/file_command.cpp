// SPDX-License-Identifier: Apache-2.0
#include "cli/file_command.hpp"

#include <array>

#include "base/error.hpp"

namespace gor::cli {
namespace {

using Flags = std::vector<Flag>;

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

constexpr std::array<FileSubcommand, 8> kCommands{{
    {"info", "what is in recordings: records, span, rate over time, sizes, hosts, methods, statuses, damage",
     [](FileCommand&) { return Flags(); }},
    {"cut", "the records of a time; a response goes with its request", flags_of_cut},
    {"filter", "what passes filters and rewrites, changed by them",
     [](FileCommand& c) { return Flags{output_flag(c)}; }, true},
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
