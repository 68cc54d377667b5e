// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.hpp"

#include <set>

#include <gtest/gtest.h>

#include "cli/help.hpp"

namespace gor::cli {
namespace {

struct FlagsTest : testing::Test {
  Settings settings;
  Request request;
  FlagTable table{settings, request};
};

TEST_F(FlagsTest, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Flag& flag : table.flags()) EXPECT_TRUE(names.insert(flag.name).second) << flag.name;
}

TEST_F(FlagsTest, HelpHasEveryFlagWithItsDefault) {
  const std::string help = help_text(table);
  for (const Flag& flag : table.flags()) {
    EXPECT_NE(help.find("  --" + std::string(flag.name) + " "), std::string::npos) << flag.name;
  }
  EXPECT_NE(help.find("(default 5mb)"), std::string::npos);
  EXPECT_NE(help.find("(default 2s)"), std::string::npos);
  EXPECT_NE(help.find("(default libpcap)"), std::string::npos);
}

TEST_F(FlagsTest, HelpFitsATerminal) {
  const std::string help = help_text(table);
  for (std::size_t begin = 0; begin < help.size();) {
    const std::size_t end = help.find('\n', begin);
    EXPECT_LE(end - begin, 120u) << help.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST_F(FlagsTest, ValueNamesTellSwitchesFromTheRest) {
  for (const Flag& flag : table.flags()) {
    const bool needs_value = !flag.value_name.empty();
    EXPECT_EQ(needs_value, !is_switch(flag) || flag.name == "verbose") << flag.name;
  }
}

TEST_F(FlagsTest, SuggestsTheNearestFlag) {
  EXPECT_EQ(table.suggestion("output-htp"), "; did you mean --output-http?");
  EXPECT_EQ(table.suggestion("inptu-raw"), "; did you mean --input-raw?");
  EXPECT_EQ(table.suggestion("exit-atfer"), "; did you mean --exit-after?");
  EXPECT_EQ(table.suggestion("zzzzzzzz"), "; gor --help lists all flags");
}

TEST_F(FlagsTest, ListsInputsAndOutputs) {
  EXPECT_EQ(table.names(Group::inputs),
            "--input-raw, --input-file, --input-tcp, --input-http, --input-ws, --input-dummy");
  EXPECT_EQ(table.names(Group::outputs),
            "--output-http, --output-tcp, --output-ws, --output-file, --output-stdout, --output-null");
}

}  // namespace
}  // namespace gor::cli
