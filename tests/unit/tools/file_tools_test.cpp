// SPDX-License-Identifier: Apache-2.0
#include "tools/file_tools.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "cli/parse.hpp"
#include "support/refusal.hpp"

namespace gor::tools {
namespace {

using Words = std::vector<std::string_view>;

/// The command line of `gor file`.
struct Line {
  explicit Line(Words words) {
    words.insert(words.begin(), "file");
    commands.push_back(std::make_unique<FileTools>());
    line = cli::parse_command_line(words, {}, commands);
  }
  const FileCommand& options() const { return dynamic_cast<const FileTool&>(*line.command).command(); }

  cli::Subcommands commands;
  cli::CommandLine line;
};

std::string error(const Words& words) {
  return test::refusal_of<UsageError>([&] {
    const Line line(words);
    line.line.command->run({}, line.line.words);
  });
}

TEST(FileCommand, TakesFilesAndFlagsInAnyOrder) {
  const Line cut({"cut", "a", "--from", "+1s", "b", "-to=2023-11-14", "--output", "-"});
  EXPECT_EQ(cut.line.command->kind().name, "cut");
  EXPECT_EQ(cut.line.words, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(cut.options().from, "+1s");
  EXPECT_EQ(cut.options().to, "2023-11-14");
  EXPECT_EQ(Line({"info"}).options().files, std::vector<std::string>{"-"}) << "stdin";
  EXPECT_EQ(Line({"cat", "-", "[0-9]", "sort", "explain", "++", "", "--", "--json", "-x"}).line.words,
            (std::vector<std::string>{"-", "[0-9]", "sort", "explain", "++", "", "--json", "-x"}));
  EXPECT_TRUE(Line({"cat", "--json", "x"}).options().json);
}

TEST(FileCommand, FilterKnowsTheRules) {
  const Line line({"filter", "--http-allow-url", "/a", "--http-mask-header", "X", "--prettify-http", "x"});
  const FileCommand& command = line.options();
  EXPECT_EQ(command.settings.rules.allow_url, std::vector<std::string>{"/a"});
  EXPECT_EQ(command.settings.mask.headers, std::vector<std::string>{"X"});
  EXPECT_TRUE(command.settings.prettify_http);
}

TEST(FileCommand, SaysWhatIsWrong) {
  EXPECT_EQ(error({"nope"}), "gor file: 'nope' is none of info, cut, filter, sort, merge, split, cat, follow, convert");
  EXPECT_EQ(error({"info", "--from", "x"}), "gor file info: unknown flag --from; gor file info --help lists all flags");
  EXPECT_EQ(error({"cut", "--from", "--to", "x"}), "--from lacks its value: --from TIME, but --to follows");
  EXPECT_EQ(error({"split", "x"}), "gor file split: --by session, host or count");
  EXPECT_EQ(error({"split", "--by", "size", "x"}), "--by: 'size' is not one of session, host, count");
  EXPECT_EQ(error({"split", "--by", "count", "--output", "y", "x"}), "gor file split: --by count needs --count N");
  EXPECT_EQ(error({"split", "--by", "host", "x"}), "gor file split: --output FILE is missing");
  EXPECT_EQ(error({"convert", "--from", "pcap", "x"}), "--from: 'pcap' is not one of gor, har, access-log");
}

TEST(FileCommand, HelpNamesEveryCommandAndFitsATerminal) {
  const std::string help = FileTools().help();
  for (const char* name : {"info", "cut", "filter", "sort", "merge", "split", "cat", "convert"}) {
    EXPECT_NE(help.find(std::string("\n") + name + ' '), std::string::npos) << name;
  }
  for (std::size_t begin = 0; begin < help.size();) {
    const std::size_t end = help.find('\n', begin);
    EXPECT_LE(end - begin, 120u) << help.substr(begin, end - begin);
    begin = end + 1;
  }
  EXPECT_EQ(Line({"cut", "--help"}).line.text, help);
  EXPECT_EQ(Line({"-h"}).line.text, help);
}

}  // namespace
}  // namespace gor::tools
