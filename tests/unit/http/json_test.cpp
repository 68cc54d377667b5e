// SPDX-License-Identifier: Apache-2.0
#include "http/json.hpp"

#include <gtest/gtest.h>

namespace gor::http {
namespace {

/// What lies at the path: "value value"; "no JSON" if the text is none.
std::string found(std::string_view text, std::string_view path) {
  const auto values = find_json_values(text, {JsonPath::parse(path).value()});
  if (!values) return "no JSON";
  std::string all;
  for (const JsonValue& value : *values) all += (all.empty() ? "" : " ") + std::string(value.text);
  return all;
}

constexpr std::string_view kOrder =
    R"({"user": {"email": "a@b", "id": 7}, "items": [{"card": "1"}, {"card": "2", "n": [-1.5e3, true, null]}], "email": "top"})";

TEST(Json, FindsWhatAPathNames) {
  EXPECT_EQ(found(kOrder, "$.user.email"), "a@b");
  EXPECT_EQ(found(kOrder, "user.id"), "7");
  EXPECT_EQ(found(kOrder, "items[*].card"), "1 2");
  EXPECT_EQ(found(kOrder, "$.items[1].card"), "2");
  EXPECT_EQ(found(kOrder, "items[2].card"), "");
  EXPECT_EQ(found(kOrder, "$..email"), "a@b top");
  EXPECT_EQ(found(kOrder, "$..card"), "1 2");
  EXPECT_EQ(found(kOrder, "user.*"), "a@b 7");
  EXPECT_EQ(found(kOrder, "card"), "");
}

TEST(Json, FindsEverythingBelowAPath) {
  EXPECT_EQ(found(kOrder, "items"), "1 2 -1.5e3");
  EXPECT_EQ(found("[[1, [2]], 3]", "[0]"), "1 2");
}

TEST(Json, ComparesNamesWithoutTheirEscapes) {
  EXPECT_EQ(found(R"({"\u0070w": "x\"y"})", "pw"), R"(x\"y)");
  EXPECT_EQ(without_escapes(R"(a\n\"\\\/\u00e9\ud83d\ude00\u12)"), "a\n\"\\/é😀u12");
  EXPECT_EQ(without_escapes("\\"), "");
}

TEST(Json, KnowsWhatIsNone) {
  for (const char* text :
       {"", "{", "{\"a\"}", "{\"a\":}", "[1,]", "[1", "{\"a\":1}x", "tru", "\"a", "\"a\\", "+", "{a:1}"}) {
    EXPECT_EQ(found(text, "a"), "no JSON") << text;
  }
  EXPECT_EQ(found(std::string(199, '[') + std::string(199, ']'), "a"), "");
  EXPECT_EQ(found(std::string(1'000'000, '['), "a"), "no JSON");
}

TEST(Json, KnowsWhatIsNoPath) {
  for (const char* path : {"", "$", "$.", "a.", "a..", "a[", "a[x]", "a[1]b", "$a", ".", "a[-1]"}) {
    EXPECT_FALSE(JsonPath::parse(path)) << path;
  }
}

}  // namespace
}  // namespace gor::http
