// SPDX-License-Identifier: Apache-2.0
#include "http/route.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

std::string of(std::string_view target) {
  Routes routes;
  return routes.name(routes.of("GET", target));
}

TEST(Routes, KeepWhatADeveloperNamed) {
  EXPECT_EQ(of("/"), "GET /");
  EXPECT_EQ(of("/api/v2/users"), "GET /api/v2/users");
  EXPECT_EQ(of("/a/b/"), "GET /a/b/");
  EXPECT_EQ(of("//a"), "GET //a");
  EXPECT_EQ(of("/static/app.min.js?v=3#x"), "GET /static/app.min.js");
  EXPECT_EQ(of("/a#b"), "GET /{}") << "no part of a target";
  EXPECT_EQ(of("/add/face/decade"), "GET /add/face/decade") << "words of hexadecimal letters";
}

TEST(Routes, HideValues) {
  EXPECT_EQ(of("/users/17/orders/18?token=x"), "GET /users/{}/orders/{}");
  EXPECT_EQ(of("/x/123e4567-e89b-12d3-a456-426614174000"), "GET /x/{}");
  EXPECT_EQ(of("/x/deadbeef01"), "GET /x/{}");
  EXPECT_EQ(of("/reset/dGhpcyBpcyBhIHNlY3JldCB0b2tlbg"), "GET /reset/{}");
  EXPECT_EQ(of("/reset/aB3dE5fG7hJ9"), "GET /reset/{}");
  EXPECT_EQ(of("/mail/me@example.org"), "GET /mail/{}");
  EXPECT_EQ(of("/x/%41%42"), "GET /x/{}");
}

TEST(Routes, CollapseALevelWithManySiblings) {
  Routes routes;
  std::set<std::string> seen;
  for (char first = 'a'; first <= 'z'; ++first) {
    for (char second = 'a'; second <= 'c'; ++second) {
      const std::string name{first, second};
      seen.emplace(routes.name(routes.of("GET", "/shops/" + name + "/items")));
    }
  }
  EXPECT_EQ(seen.size(), 51U);
  EXPECT_TRUE(seen.contains("GET /shops/{}/items"));
  EXPECT_EQ(routes.name(routes.of("GET", "/shops/aa/items")), "GET /shops/{}/items");
  EXPECT_EQ(routes.name(routes.of("GET", "/other")), "GET /other");
}

TEST(Routes, AreBounded) {
  std::mt19937 random(3);
  Routes routes(20);
  std::set<std::string> seen;
  for (int i = 0; i < 20'000; ++i) {
    std::string target;
    for (std::size_t depth = random() % 20; depth > 0; --depth) target += std::string("/") + char('a' + random() % 5);
    const std::string method(1 + random() % 30, char('A' + random() % 26));
    seen.emplace(routes.name(routes.of(method, target)));
  }
  EXPECT_LE(seen.size(), 21U);
  EXPECT_TRUE(seen.contains("other"));
  EXPECT_EQ(Routes().of("GET", "*"), Routes::kOther);
  EXPECT_EQ(Routes().of("G T", "/"), Routes::kOther);
}

}  // namespace
}  // namespace gor::http
