// SPDX-License-Identifier: Apache-2.0
#include "http/head.hpp"

#include <string>

#include <gtest/gtest.h>

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

TEST(List, HasTokensWithoutCase) {
  EXPECT_TRUE(list_has("keep-alive, Upgrade", "upgrade"));
  EXPECT_TRUE(list_has("close", "close"));
  EXPECT_FALSE(list_has("closed", "close"));
  EXPECT_FALSE(list_has("", "close"));
}

}  // namespace
}  // namespace gor::http
