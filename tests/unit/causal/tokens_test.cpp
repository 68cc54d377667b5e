// SPDX-License-Identifier: Apache-2.0
#include "causal/tokens.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

std::string words_of(std::string_view text, std::string_view taken = "") {
  std::string all;
  for_each_token(text, [&](std::string_view token) {
    all.append(all.empty() ? "" : " ").append(token);
    return token == taken;
  });
  return all;
}

TEST(Words, AreFoundFromTheLongestToTheirParts) {
  EXPECT_EQ(words_of("Bearer abc-1_2"), "Bearer abc-1_2");
  EXPECT_EQ(words_of("/orders/17;id=x"), "/orders/17 orders 17 id=x id x");
  EXPECT_EQ(words_of("file.tar.gz"), "file.tar.gz file tar gz");
  EXPECT_EQ(words_of("sid=YWJj=="), "sid=YWJj== sid YWJj==");
  EXPECT_EQ(words_of("YWJj=="), "YWJj==") << "padding separates nothing";
  EXPECT_EQ(words_of("a/b.c", "a/b.c"), "a/b.c") << "one that is taken has no parts";
  EXPECT_EQ(words_of("a/b.c", "b.c"), "a/b.c a b.c");
  EXPECT_EQ(words_of(""), "");
  EXPECT_EQ(words_of("\"\" <>"), "");
  EXPECT_EQ(words_of("///"), "///");
}

TEST(Words, ThatServersMakeUpLookRandom) {
  for (const char* token :
       {"4f1d2c3b5a69", "550e8400-e29b-41d4-a716-446655440000", "8412345670", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi",
        "dGhpc19pc19hX3Rva2Vu", "PHPSESSID0a1b2c3d4e5f", "JkLmNoPqRsTuVwXyZabC"}) {
    EXPECT_TRUE(looks_random(token)) << token;
  }
  for (const char* token : {"", "12345", "0000000000000", "application", "ApplicationController", "text/html",
                            "keep-alive", "Authorization", "1.1", "gzip"}) {
    EXPECT_FALSE(looks_random(token)) << token;
  }
}

}  // namespace
}  // namespace gor
