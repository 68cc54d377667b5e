// SPDX-License-Identifier: Apache-2.0
#include "http/place.hpp"

#include <gtest/gtest.h>

namespace gor::http {
namespace {

using Kind = Place::Kind;

TEST(Place, IsNamedByItsKind) {
  const struct {
    std::string_view text;
    Kind kind;
    std::string_view name;
  } known[] = {{"cookie:sid", Kind::cookie, "sid"},
               {"header:X-Token", Kind::header, "X-Token"},
               {"param:a:b", Kind::param, "a:b"},
               {"json:$.user.id", Kind::json, ""},
               {"body", Kind::body, ""}};
  for (const auto& [text, kind, name] : known) {
    const auto place = parse_place(text);
    ASSERT_TRUE(place) << text;
    EXPECT_EQ(place->kind, kind) << text;
    EXPECT_EQ(place->name, name) << text;
    EXPECT_EQ(place->path.size(), kind == Kind::json ? 1U : 0U) << text;
  }
  for (const std::string_view wrong :
       {"", "cookie", "cookie:", "Cookie:x", "body:x", "json:[", "tcp", "set-cookie:x"}) {
    EXPECT_FALSE(parse_place(wrong)) << wrong;
  }
}

TEST(Place, IsFoundInARequest) {
  const std::string_view request = "GET /x?a=1&b= HTTP/1.1\r\nX-Token: t\r\nCookie: lang=en; sid=8f\r\n\r\nbody";
  const auto found = [&](std::string_view text) { return find_in_request(request, *parse_place(text)); };
  EXPECT_EQ(found("cookie:sid"), "8f");
  EXPECT_EQ(found("header:x-token"), "t");
  EXPECT_EQ(found("param:a"), "1");
  EXPECT_EQ(found("param:b"), "");
  EXPECT_EQ(found("param:c"), std::nullopt);
  EXPECT_EQ(found("cookie:SID"), std::nullopt);
  EXPECT_EQ(found("body"), std::nullopt);
  EXPECT_EQ(find_in_request("no request", *parse_place("param:a")), std::nullopt);
}

TEST(Place, IsFoundInAResponse) {
  const std::string_view response =
      "HTTP/1.1 200 OK\r\nSet-Cookie: sid=1; Path=/\r\nSet-Cookie: sid=2\r\nX-Token: t\r\n\r\n";
  const auto found = [&](std::string_view text) { return find_in_response(response, *parse_place(text)); };
  EXPECT_EQ(found("cookie:sid"), "2");
  EXPECT_EQ(found("header:X-Token"), "t");
  EXPECT_EQ(found("param:sid"), std::nullopt);
}

}  // namespace
}  // namespace gor::http
