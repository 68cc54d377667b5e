// SPDX-License-Identifier: Apache-2.0
#include "cli/values.hpp"

#include <gtest/gtest.h>

namespace gor::cli {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsReadAsGoWritesIt) {
  EXPECT_EQ(parse_duration("300ms"), 300ms);
  EXPECT_EQ(parse_duration("1.5h"), 90min);
  EXPECT_EQ(parse_duration("2h45m"), 165min);
  EXPECT_EQ(parse_duration("1m30s"), 90s);
  EXPECT_EQ(parse_duration(".5s"), 500ms);
  EXPECT_EQ(parse_duration("7us"), 7us);
  EXPECT_EQ(parse_duration("7\u00b5s"), 7us);
  EXPECT_EQ(parse_duration("12ns"), 12ns);
  EXPECT_EQ(parse_duration("0"), 0ns);
  EXPECT_EQ(parse_duration("0s"), 0ns);
}

TEST(Duration, RefusesWhatGoRefusesAndNegativeOnes) {
  for (const char* text :
       {"", "10", "s", "1x", "1 s", "-1s", "+-1s", "1e3s", "inf", "nans", ".s", "1s5", "99999999999h"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, IsShownSoThatItCanBeReadAgain) {
  for (const Duration duration :
       {Duration(0ns), Duration(1ns), Duration(5s), Duration(90s), Duration(300ms), Duration(25h)}) {
    EXPECT_EQ(parse_duration(format_duration(duration)), duration) << format_duration(duration);
  }
  EXPECT_EQ(format_duration(90s), "1m30s");
}

TEST(Size, IsBinaryWithUnitsInAnyCase) {
  EXPECT_EQ(parse_size("0"), 0u);
  EXPECT_EQ(parse_size("65536"), 65536u);
  EXPECT_EQ(parse_size("64kb"), 65536u);
  EXPECT_EQ(parse_size("64K"), 65536u);
  EXPECT_EQ(parse_size("5mb"), 5u << 20);
  EXPECT_EQ(parse_size("5MB"), 5u << 20);
  EXPECT_EQ(parse_size("2g"), 2ull << 30);
  EXPECT_EQ(parse_size("1TB"), 1ull << 40);
  EXPECT_EQ(parse_size("100b"), 100u);
}

TEST(Size, TakesHexAndUnderscores) {
  EXPECT_EQ(parse_size("0x10"), 16u);
  EXPECT_EQ(parse_size("0x1b"), 27u);
  EXPECT_EQ(parse_size("0xb"), 11u);
  EXPECT_EQ(parse_size("0x1kb"), 1024u);
  EXPECT_EQ(parse_size("1_000_000"), 1'000'000u);
}

TEST(Size, RefusesWhatIsNone) {
  for (const char* text : {"", "mb", "b", "kb", "much", "-1", "1.5mb", "1 mb", "1mbb", "_1", "1_", "1__0", "0x", "0xk",
                           "99999999999999999999", "9999999999tb"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(Size, IsShownInTheLargestWholeUnit) {
  EXPECT_EQ(format_size(5 << 20), "5mb");
  EXPECT_EQ(format_size(100 << 10), "100kb");
  EXPECT_EQ(format_size(1000), "1000");
  EXPECT_EQ(format_size(0), "0");
}

TEST(Switch, TakesGosBooleans) {
  EXPECT_EQ(parse_switch("true"), true);
  EXPECT_EQ(parse_switch("T"), true);
  EXPECT_EQ(parse_switch("0"), false);
  EXPECT_EQ(parse_switch("FALSE"), false);
  EXPECT_FALSE(parse_switch("yes"));
  EXPECT_FALSE(parse_switch(""));
}

TEST(Limit, StandsAfterABar) {
  EXPECT_EQ(parse_spec(":80"), (Spec{":80", {}}));
  EXPECT_EQ(parse_spec(":80|10"), (Spec{":80", {Limit::Kind::per_second, 10}}));
  EXPECT_EQ(parse_spec("http://a|10%"), (Spec{"http://a", {Limit::Kind::percent, 10}}));
  EXPECT_EQ(parse_spec("x.gor|200%"), (Spec{"x.gor", {Limit::Kind::percent, 200}}));
  EXPECT_EQ(parse_spec("a|b|5"), (Spec{"a|b", {Limit::Kind::per_second, 5}}));
}

TEST(Limit, IsANumber) {
  for (const char* text : {":80|", ":80|%", ":80|ten", ":80|-1", ":80|1.5%", ":80|10%%"}) {
    EXPECT_FALSE(parse_spec(text)) << text;
  }
}

}  // namespace
}  // namespace gor::cli
