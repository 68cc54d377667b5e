// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier/pattern.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace gor {
namespace {

std::string replaced(std::string_view text, std::string_view pattern, std::string_view with) {
  std::pmr::string result;
  return Replacement(pattern, with).apply(text, result) ? std::string(result) : "(no match)";
}

TEST(Pattern, MatchesAnywhereUnlessItIsAnchored) {
  EXPECT_TRUE(Pattern("b+").matches("abbc"));
  EXPECT_FALSE(Pattern("^b").matches("abbc"));
  EXPECT_TRUE(Pattern("").matches(""));
  EXPECT_TRUE(Pattern("(?i)ABC").matches("abc"));
}

TEST(Pattern, SaysWhatIsWrongAndWhere) {
  const auto error = [](std::string_view text) {
    try {
      Pattern{text};
    } catch (const PatternError& wrong) {
      return wrong;
    }
    return PatternError{"none", 0};
  };
  EXPECT_EQ(error("/api(").what, "missing )");
  EXPECT_EQ(error("/api(").at, 5U);
  EXPECT_EQ(error("/a[z-a]").what, "invalid character class range");
  EXPECT_EQ(error("/a[z-a]").at, 3U);
  EXPECT_EQ(error("[z").at, 0U);
  EXPECT_EQ(error("a**").at, 1U);
  EXPECT_EQ(error(R"(a\q)").at, 1U);
  EXPECT_EQ(error("(?=a)").what, "invalid perl operator");
}

std::string from_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  EXPECT_TRUE(read_hex(hex, bytes.data()));
  return bytes;
}

TEST(Pattern, DoesWithAnyBytesWhatGoDoes) {
  struct Row {
    const char* expression;
    const char* text;
    const char* replacement;
    const char* result;
  };
  static constexpr Row kRows[] = {
#include "unit/pipeline/modifier/go_regexp.inc"
  };
  for (const Row& row : kRows) {
    const std::string text = from_hex(row.text);
    const bool is_match = std::string_view(row.result) != "-";
    EXPECT_EQ(Pattern(row.expression).matches(text), is_match) << row.expression << " " << row.text;
    EXPECT_EQ(replaced(text, row.expression, row.replacement), is_match ? from_hex(row.result) : "(no match)")
        << row.expression << " " << row.text;
  }
}

TEST(Replacement, ReplacesEveryMatch) {
  EXPECT_EQ(replaced("/a/b/a", "a", "x"), "/x/b/x");
  EXPECT_EQ(replaced("/a", "b", "x"), "(no match)");
  EXPECT_EQ(replaced("/a", "^/(.*)$", "/pre/$1"), "/pre/a");
}

TEST(Replacement, NamesGroupsAsGoDoes) {
  EXPECT_EQ(replaced("ab", "(a)(b)", "$2$1"), "ba");
  EXPECT_EQ(replaced("ab", "(a)b", "$0|${0}"), "ab|ab");
  EXPECT_EQ(replaced("ab", "(a)b", "${1}x"), "ax");
  EXPECT_EQ(replaced("ab", "(a)b", "$1x"), "");
  EXPECT_EQ(replaced("ab", "(a)b", "$1-x"), "a-x");
  EXPECT_EQ(replaced("ab", "(?P<first>a)b", "$first.${first}"), "a.a");
  EXPECT_EQ(replaced("ab", "(a)|(z)", "[$2]"), "[]b");
  EXPECT_EQ(replaced("ab", "(a)b", "$7"), "");
  EXPECT_EQ(replaced("ab", "(a)b", "$99999999999"), "");
}

TEST(Replacement, TakesOtherDollarsForThemselves) {
  EXPECT_EQ(replaced("ab", "(a)b", "$$1"), "$1");
  EXPECT_EQ(replaced("ab", "(a)b", "$"), "$");
  EXPECT_EQ(replaced("ab", "(a)b", "$-${1"), "$-${1");
  EXPECT_EQ(replaced("ab", "(a)b", "${}$1"), "${}a");
}

TEST(Replacement, TakesEmptyMatchesAsGoDoes) {
  EXPECT_EQ(replaced("abc", "", "-"), "-a-b-c-");
  EXPECT_EQ(replaced("abc", "x*", "-"), "-a-b-c-");
  EXPECT_EQ(replaced("abc", "b*", "-"), "-a-c-");
  EXPECT_EQ(replaced("abc", ".*", "-"), "-");
  EXPECT_EQ(replaced("", ".*", "-"), "-");
  EXPECT_EQ(replaced("é", "", "-"), "-é-");
  EXPECT_EQ(replaced("abc", "$", "-"), "abc-");
}

TEST(Replacement, AppendsToWhatIsThere) {
  std::pmr::string result = "before ";
  EXPECT_TRUE(Replacement("a", "b").apply("a", result));
  EXPECT_EQ(result, "before b");
  EXPECT_FALSE(Replacement("a", "b").apply("c", result));
  EXPECT_EQ(result, "before b");
}

}  // namespace
}  // namespace gor
