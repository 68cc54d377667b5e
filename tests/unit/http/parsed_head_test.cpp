// SPDX-License-Identifier: Apache-2.0
#include "http/parsed_head.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

constexpr Initials kLetters("abcdefghijklmnopqrstuvwxyz");

TEST(ParsedHeadTest, HasThePartsOfAHead) {
  const std::string bytes = "GET / HTTP/1.1\r\nHost:  a.b \r\nno colon\nX:\r\nhop: 1\n 2\n\r\nHost: no\r\n";
  ParsedHead head;
  ASSERT_TRUE(head.parse(bytes, Initials("hx")));
  EXPECT_EQ(head.start_line(), "GET / HTTP/1.1\r\n");
  EXPECT_EQ(head.bytes().size(), bytes.find("Host: no"));
  EXPECT_EQ(head.empty_line(), "\r\n");
  ASSERT_EQ(head.fields().size(), 3U);
  EXPECT_EQ(head.fields()[0].parse().name, "Host");
  EXPECT_EQ(head.fields()[0].parse().value, "a.b");
  EXPECT_EQ(head.fields()[1].all(), "X:\r\n");
  EXPECT_EQ(head.fields()[2].all(), "hop: 1\n 2\n");
  EXPECT_EQ(head.fields()[2].unfolded().value(), "1");
}

TEST(ParsedHeadTest, IsEmptyAfterAHeadWithoutItsEnd) {
  ParsedHead head;
  ASSERT_TRUE(head.parse("GET / HTTP/1.1\r\nA: b\r\n\r\n", kLetters));
  for (const char* bytes :
       {"", "GET", "GET / HTTP/1.1\r\nA: b\r\n", "GET / HTTP/1.1\r\nA: b\r\n\r", "GET / HTTP/1.1\r\nA: b\r\n c\r\n"}) {
    EXPECT_FALSE(head.parse(bytes, kLetters)) << bytes;
    EXPECT_EQ(head.bytes(), "");
    EXPECT_EQ(head.start_line(), "");
    EXPECT_TRUE(head.fields().empty());
  }
}

TEST(ParsedHeadTest, HasTheFieldsThatFieldsFinds) {
  static constexpr std::string_view kCharacters = "\r\n\n\r\n:: \tabcdefghijklmnopqrstuvwxyz";
  std::minstd_rand random(1);
  ParsedHead head;
  std::size_t whole = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string bytes = "GET / HTTP/1.1" + std::string(random() % 2, '\r') + '\n';
    for (std::size_t left = random() % 150; left > 0; --left) bytes += kCharacters[random() % kCharacters.size()];
    if (random() % 2 == 0) bytes += "\r\n\r\n";
    const std::size_t end = find_head_end(bytes);
    ASSERT_EQ(head.parse(bytes, kLetters), end != bytes.npos) << bytes;
    if (end == bytes.npos) continue;
    ++whole;
    ASSERT_EQ(head.bytes().size(), end) << bytes;
    ASSERT_EQ(head.start_line(), bytes.substr(0, bytes.find('\n') + 1));
    auto found = head.fields().begin();
    Fields fields(bytes);
    while (const auto field = fields.next()) {
      if (kLetters.kind_of(field->line.front()) != Initials::Kind::wanted) continue;
      ASSERT_NE(found, head.fields().end()) << bytes;
      ASSERT_EQ(field->line, found->all()) << bytes;
      ASSERT_EQ(field->line.data(), found->all().data());
      ASSERT_EQ(field->value, found++->parse().value) << bytes;
    }
    ASSERT_EQ(found, head.fields().end()) << bytes;
  }
  EXPECT_GT(whole, 10'000U);
}

}  // namespace
}  // namespace gor::http
