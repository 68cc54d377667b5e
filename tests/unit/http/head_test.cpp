// SPDX-License-Identifier: Apache-2.0
#include "http/head.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace gor::http {
namespace {

TEST(RequestLine, TakesAnyTokenAsMethodAndAnyTarget) {
  for (const std::string method : {"GET", "PURGE", "propfind", "M-SEARCH", "X"}) {
    const std::string text = method + " no/leading slash HTTP/1.0\r\n";
    const auto line = parse_request_line(text);
    ASSERT_TRUE(line) << method;
    EXPECT_EQ(line->method, method);
    EXPECT_EQ(line->target, "no/leading slash");
    EXPECT_EQ(line->version, "HTTP/1.0");
  }
}

TEST(RequestLine, RefusesWhatIsNone) {
  for (const std::string_view text : {"", "GET", "GET /", "GET  HTTP/1.1", "GET / HTTP/2.0", "G@T / HTTP/1.1",
                                      " GET / HTTP/1.1", "GET / http/1.1", "HTTP/1.1 200 OK"}) {
    EXPECT_FALSE(parse_request_line(text)) << text;
  }
}

TEST(RequestLine, EveryPrefixMayStartOne) {
  const std::string_view line = "POST /a?b=c HTTP/1.1\r\nHost: x\r\n";
  for (std::size_t n = 0; n <= line.size(); ++n) EXPECT_TRUE(may_start_request(line.substr(0, n))) << n;
  EXPECT_FALSE(may_start_request("POST /a?b=c\r\n"));
  EXPECT_FALSE(may_start_request("POST /a\x01"));
  EXPECT_FALSE(parse_request_line("POST /a\x01 HTTP/1.1")) << "as it would have been refused in two pieces";
  EXPECT_FALSE(may_start_request("\x16\x03\x01"));
  EXPECT_FALSE(may_start_request("HTTP/1.1 200 OK"));
  EXPECT_FALSE(may_start_request("{\"a\": 1}"));
}

TEST(StatusLine, NeedsNoReason) {
  for (const std::string_view text : {"HTTP/1.1 204\r\n", "HTTP/1.1 204 \r\n", "HTTP/1.0 204 No Content\n"}) {
    const auto line = parse_status_line(text);
    ASSERT_TRUE(line) << text;
    EXPECT_EQ(line->code, 204);
    for (std::size_t n = 0; n <= text.size(); ++n) EXPECT_TRUE(may_start_response(text.substr(0, n))) << n;
  }
  EXPECT_FALSE(parse_status_line("HTTP/1.1 20"));
  EXPECT_FALSE(parse_status_line("HTTP/1.1 2000"));
  EXPECT_FALSE(parse_status_line("ICY 200 OK"));
  EXPECT_EQ(parse_status_line("HTTP/2.0 200 OK")->code, 200);
  EXPECT_EQ(parse_status_line("HTTP/3.0 404")->version, "HTTP/3.0");
  EXPECT_FALSE(parse_status_line("HTTP/4.0 200 OK"));
  EXPECT_FALSE(parse_status_line("HTTP/0.9 200 OK"));
  EXPECT_TRUE(may_start_response("HTTP/2"));
}

TEST(Fields, WalksNamesValuesAndLines) {
  Fields fields("GET / HTTP/1.1\r\nHost:  a.b \r\nX-Empty:\nodd line\r\n folded\r\nLast: 1\r\n\r\nBody: no\r\n");
  auto field = fields.next();
  EXPECT_EQ(field->name, "Host");
  EXPECT_EQ(field->value, "a.b");
  EXPECT_EQ(field->line, "Host:  a.b \r\n");
  field = fields.next();
  EXPECT_EQ(field->name, "X-Empty");
  EXPECT_EQ(field->value, "");
  EXPECT_EQ(fields.next()->name, "");
  EXPECT_EQ(fields.next()->name, "Last");
  EXPECT_FALSE(fields.next());
}

TEST(Fields, GiveAFieldAllTheLinesThatContinueIt) {
  Fields fields("GET / HTTP/1.1\r\nA:\r\n one\r\n\t two \r\nB: 1\n \n\r\n");
  auto field = fields.next();
  EXPECT_EQ(field->value, "one\r\n\t two");
  EXPECT_EQ(unfolded(field->value), "one two");
  EXPECT_EQ(field->line, "A:\r\n one\r\n\t two \r\n");
  EXPECT_TRUE(is_folded(field->line));
  field = fields.next();
  EXPECT_EQ(field->value, "1");
  EXPECT_EQ(field->line, "B: 1\n \n");
  EXPECT_FALSE(fields.next());
  EXPECT_EQ(Fields("GET / HTTP/1.1\r\n folded: 1\r\n\r\n").next()->name, "");
}

TEST(Head, TakesNewFieldsWhereNoLineContinuesThem) {
  EXPECT_EQ(place_for_field("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"), 16U);
  EXPECT_EQ(place_for_field("GET / HTTP/1.1\r\n A: b\r\n c\r\nD: e\r\n\r\n"), 27U);
  EXPECT_EQ(place_for_field("GET / HTTP/1.1\r\n\r\n"), 16U);
  EXPECT_EQ(place_for_field("GET / HTTP/1.1"), std::string_view::npos);
}

TEST(Head, EndsAtTheFirstEmptyLine) {
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\r\nx"), 18U);
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\n\nx"), 16U);
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\nA: b\r\n"), std::string_view::npos);
}

/// Lines of random characters, most of which mean something in a head.
std::string random_lines(std::minstd_rand& random) {
  static constexpr std::string_view kCharacters = "\r\n\n\r\n: \tabcdefghijklmnopqrstuvwxyz";
  std::string text(random() % 120, '\0');
  for (char& c : text) c = kCharacters[random() % kCharacters.size()];
  return text;
}

TEST(Head, EndsWhereASearchByCharacterFindsIt) {
  std::minstd_rand random(1);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_lines(random);
    const std::size_t bare = text.find("\n\n");
    const std::size_t full = text.find("\n\r\n");
    const std::size_t end = bare < full ? bare + 2 : full == text.npos ? full : full + 3;
    ASSERT_EQ(find_head_end(text), end) << text;
  }
}

TEST(Fields, HaveTheLinesThatASearchByCharacterFinds) {
  std::minstd_rand random(2);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = "GET / HTTP/1.1\r\n" + random_lines(random);
    std::string_view rest = std::string_view(text).substr(16);
    Fields fields(text);
    while (const auto field = fields.next()) {
      ASSERT_TRUE(rest.starts_with(field->line)) << text;
      ASSERT_EQ(field->line.data(), rest.data());
      const std::string_view first = first_line(field->line);
      const std::size_t colon = is_blank(first.front()) ? first.npos : first.find(':');
      ASSERT_EQ(field->name, trim(first.substr(0, colon == first.npos ? 0 : colon))) << text;
      const std::string_view value = trim(first.substr(colon == first.npos ? 0 : colon + 1));
      EXPECT_TRUE(is_folded(field->line) || field->value == value) << text;
      rest.remove_prefix(field->line.size());
      ASSERT_FALSE(rest.starts_with(' ') || rest.starts_with('\t')) << text;
    }
    ASSERT_EQ(first_line(rest), "") << text;
  }
}

TEST(Names, AreEqualIgnoringTheCaseOfLettersAlone) {
  std::minstd_rand random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string a(random() % 40, '\0');
    for (char& c : a) c = static_cast<char>(random());
    std::string b = a;
    for (char& c : b) {
      if (random() % 2 == 0) c = static_cast<char>(c ^ 0x20);
    }
    if (!b.empty() && random() % 2 == 0) b[random() % b.size()] ^= 0x20;
    const bool are_equal = std::equal(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return gor::lower(x) == gor::lower(y); });
    ASSERT_EQ(equals_ignoring_case(a, b), are_equal);
  }
  EXPECT_TRUE(equals_ignoring_case("Content-LENGTH", "content-Length"));
  EXPECT_FALSE(equals_ignoring_case("content-length", "content-lengt"));
  EXPECT_FALSE(equals_ignoring_case("@[`{", "`{@["));
}

TEST(RequestLine, HasNoControlCharacterWhereverItIs) {
  for (std::size_t size = 1; size < 60; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string target(size, 'x');
      for (int c = 1; c < 256; ++c) {
        target[at] = static_cast<char>(c);
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const bool is_control = c < ' ' || c == 0x7f;
        ASSERT_EQ(parse_request_line("GET " + target + " HTTP/1.1").has_value(), !is_control) << size << ' ' << c;
      }
    }
  }
}

TEST(List, HasTokensWithoutCase) {
  EXPECT_TRUE(list_has("keep-alive, Upgrade", "upgrade"));
  EXPECT_TRUE(list_has("close", "close"));
  EXPECT_FALSE(list_has("closed", "close"));
  EXPECT_FALSE(list_has("", "close"));
}

}  // namespace
}  // namespace gor::http
