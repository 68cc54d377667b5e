// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "cli/parse.hpp"
#include "endpoint/catalog.hpp"
#include "support/refusal.hpp"

namespace gor::cli {
namespace {

struct FlagsTest : testing::Test {
  FlagsTest() {
    for (const FlagGroup& group : replay_flags(settings, config_file, catalog.flags())) {
      flags.insert(flags.end(), group.flags.begin(), group.flags.end());
    }
  }

  static std::string error(std::string_view word) {
    return test::refusal_of<UsageError>([&] {
      endpoint::Catalog catalog;
      const CommandLine line = parse_command_line({word}, catalog.flags(), {});
      catalog.check(line.settings);
    });
  }

  endpoint::Catalog catalog;
  Settings settings;
  std::string config_file;
  std::vector<Flag> flags;
  const std::string help = parse_command_line({"--help"}, endpoint::Catalog().flags(), {}).text;
};

TEST_F(FlagsTest, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Flag& flag : flags) EXPECT_TRUE(names.insert(flag.name).second) << flag.name;
}

TEST_F(FlagsTest, HelpHasEveryFlagWithItsDefault) {
  for (const Flag& flag : flags) {
    EXPECT_NE(help.find("  --" + std::string(flag.name) + " "), std::string::npos) << flag.name;
  }
  EXPECT_NE(help.find("  --help "), std::string::npos);
  EXPECT_NE(help.find("  --version "), std::string::npos);
  EXPECT_NE(help.find("(default 5mb)"), std::string::npos);
  EXPECT_NE(help.find("(default 2s)"), std::string::npos);
  EXPECT_NE(help.find("(default libpcap)"), std::string::npos);
}

TEST_F(FlagsTest, HelpFitsATerminal) {
  for (std::size_t begin = 0; begin < help.size();) {
    const std::size_t end = help.find('\n', begin);
    EXPECT_LE(end - begin, 120u) << help.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST_F(FlagsTest, ValueNamesTellSwitchesFromTheRest) {
  for (const Flag& flag : flags) {
    const std::string word = "--" + std::string(flag.name);
    const bool stands_alone = error(word).find("lacks its value") == std::string::npos;
    EXPECT_EQ(stands_alone, flag.value_name.empty() || flag.name == "verbose") << flag.name;
  }
}

TEST_F(FlagsTest, SuggestsTheNearestFlag) {
  EXPECT_EQ(error("--output-htp"), "unknown flag --output-htp; did you mean --output-http?");
  EXPECT_EQ(error("--inptu-raw"), "unknown flag --inptu-raw; did you mean --input-raw?");
  EXPECT_EQ(error("--exit-atfer"), "unknown flag --exit-atfer; did you mean --exit-after?");
  EXPECT_EQ(error("--zzzzzzzz"), "unknown flag --zzzzzzzz; gor --help lists all flags");
}

TEST_F(FlagsTest, ListsInputsAndOutputs) {
  const std::string why = error("--stats");
  EXPECT_TRUE(why.starts_with("there is no input and no output: give at least one input (--input-raw, --input-file, "))
      << why;
  EXPECT_NE(why.find(") and one output (--output-http, --output-binary, "), why.npos) << why;
}

}  // namespace
}  // namespace gor::cli
