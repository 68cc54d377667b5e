// SPDX-License-Identifier: Apache-2.0
#include "http/cookie.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

TEST(Cookie, IsFoundInARequest) {
  const std::string_view head =
      "GET / HTTP/1.1\r\nCookie: a=1; b=\"2\";c = 3 ; d\r\nX: y=1\r\ncookie: e=x=y; a=2\r\n\r\n";
  EXPECT_EQ(find_cookie(head, "a"), "1");
  EXPECT_EQ(find_cookie(head, "b"), "\"2\"");
  EXPECT_EQ(find_cookie(head, "c"), "3");
  EXPECT_EQ(find_cookie(head, "e"), "x=y");
  EXPECT_FALSE(find_cookie(head, "A"));
  EXPECT_FALSE(find_cookie(head, "y"));
  EXPECT_EQ(find_cookie(head, ""), "d") << "a cookie without a name";
}

TEST(Cookie, IsSetByAResponse) {
  const std::string_view head =
      "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/; HttpOnly\r\nset-cookie: b=; Max-Age=0\r\nSet-Cookie: a=2\r\n\r\n";
  EXPECT_EQ(find_set_cookie(head, "a"), "2") << "the last one counts";
  EXPECT_EQ(find_set_cookie(head, "b"), "");
  EXPECT_FALSE(find_set_cookie(head, "Path"));
}

TEST(Cookie, AllOfAFieldAreWalkedThrough) {
  std::string_view field = "a=1;; b=2;";
  std::string all;
  while (const auto cookie = next_cookie(field)) {
    all.append("[").append(cookie->name).append("=").append(cookie->value).append("]");
  }
  EXPECT_EQ(all, "[a=1][=][b=2]");
}

}  // namespace
}  // namespace gor::http
