// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tools/manual/completion.hpp"
#include "tools/manual/man_page.hpp"
#include "tools/manual/reference.hpp"
#include "tools/subcommands.hpp"

namespace gor::tools {
namespace {

class ManualTest : public testing::Test {
 protected:
  std::string file_;
  std::vector<cli::FlagGroup> endpoints_{
      {"Inputs", {{"input-odd", "FILE *", &file_, R"(.a "quoted" \ it's [odd]: value)"}}}};
  const cli::Subcommands commands_ = subcommands([] { return std::vector<cli::FlagGroup>(); });
  const CommandReference gor_ = reference(endpoints_, commands_);

  static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
};

TEST_F(ManualTest, ReferenceHasAllCommandsAndNoOldFlags) {
  std::vector<std::string> paths;
  for (const CommandReference* const command : all_of(gor_)) {
    paths.push_back(command->path);
    for (const cli::FlagGroup& group : command->flags) EXPECT_NE(group.title, cli::kOldFlags);
  }
  EXPECT_EQ(paths.front(), "");
  EXPECT_EQ(std::count(paths.begin(), paths.end(), "file cut"), 1);
  EXPECT_EQ(paths.back(), "man");
  EXPECT_EQ(name_of(*all_of(gor_).back()), "man");
}

TEST_F(ManualTest, ValuesAreCompletedByTheirName) {
  EXPECT_EQ(value_kind(""), ValueKind::none);
  EXPECT_EQ(value_kind("[N]"), ValueKind::none);
  EXPECT_EQ(value_kind("PATH..."), ValueKind::file);
  EXPECT_EQ(value_kind("DIR"), ValueKind::folder);
  EXPECT_EQ(value_kind("on|off"), ValueKind::choice);
  EXPECT_EQ(value_kind("SIZE|DURATION"), ValueKind::other);
  EXPECT_EQ(value_kind("JSONPATH"), ValueKind::other);
  EXPECT_EQ(choices("bash|zsh|fish"), "bash zsh fish");
}

TEST_F(ManualTest, PageQuotesWhatRoffTakesForItself) {
  const std::string page = man_page(gor_, "1.2.3");
  EXPECT_TRUE(page.starts_with(".TH GOR 1 \"\" \"gor 1.2.3\""));
  EXPECT_TRUE(has(page, "\\fB\\-\\-input\\-odd\\fR"));
  EXPECT_TRUE(has(page, "\n\\&.a \"quoted\" \\e it's [odd]: value\n"));
  EXPECT_TRUE(has(page, ".SS \"gor file cut FILE...\""));
  EXPECT_TRUE(has(page, "how long outputs may finish after a signal or \\-\\-exit\\-after (default 5s)"));
}

TEST_F(ManualTest, CompletionsQuoteWhatShellsTakeForThemselves) {
  EXPECT_TRUE(has(fish_completion(gor_), R"(-l input-odd -rF -d '.a "quoted" \\ it\'s [odd]: value')"));
  EXPECT_TRUE(has(zsh_completion(gor_), R"('--input-odd=[.a "quoted" \\ it'\''s \[odd\]\: value]:FILE *:_files')"));
  EXPECT_TRUE(has(bash_completion(gor_), R"(" --input-odd") compopt -o filenames;)"));
}

}  // namespace
}  // namespace gor::tools
