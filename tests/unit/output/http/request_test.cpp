// SPDX-License-Identifier: Apache-2.0
#include "output/http/request.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

std::string sent(std::string_view payload, const ReplayEdits& edits = {}) {
  RecordedRequest recorded;
  if (!recorded.read(payload)) return "nothing";
  net::PreparedRequest request;
  prepare(recorded, edits, request);
  return request.head + std::string(request.body);
}

TEST(PrepareTest, LeavesWhatNoEditNamesAsItIs) {
  const std::string odd =
      "pUrGe  x?y HTTP/1.1\nA:b\r\n : c\r\nno colon\r\n folded: \x80\xff\r\nConnection: keep-alive\r\nHost:\r\nHost: "
      "b\r\n\nbody";
  EXPECT_EQ(sent(odd), odd);
}

TEST(PrepareTest, ReplacesTheHostOnce) {
  EXPECT_EQ(sent("GET / HTTP/1.1\r\nhOST:a\r\nX: y\r\nHost: b\r\n\r\n", {.host = "new:1"}),
            "GET / HTTP/1.1\r\nhOST: new:1\r\nX: y\r\n\r\n");
  EXPECT_EQ(sent("GET / HTTP/1.0\n\n", {.host = "new"}), "GET / HTTP/1.0\nHost: new\n\n");
}

TEST(PrepareTest, ReplacesTheAuthorization) {
  ReplayEdits edits = edits_for(net::parse_url("http://me:pw%40@h/"), true);
  EXPECT_EQ(sent("GET / HTTP/1.1\r\nauthorization: Bearer x\r\n\r\n", edits),
            "GET / HTTP/1.1\r\nauthorization: Basic bWU6cHdA\r\n\r\n");
  EXPECT_EQ(sent("GET / HTTP/1.1\r\nA: b\r\n\r\n", edits),
            "GET / HTTP/1.1\r\nA: b\r\nAuthorization: Basic bWU6cHdA\r\n\r\n");
}

TEST(PrepareTest, MakesOriginFormOfAbsoluteForm) {
  EXPECT_EQ(sent("GET http://a/b?c HTTP/1.1\r\n\r\n"), "GET /b?c HTTP/1.1\r\n\r\n");
  EXPECT_EQ(sent("GET HTTP://a HTTP/1.1\r\n\r\n"), "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(sent("OPTIONS http://a HTTP/1.1\r\n\r\n"), "OPTIONS * HTTP/1.1\r\n\r\n");
  EXPECT_EQ(sent("GET /b?u=http://c HTTP/1.1\r\n\r\n"), "GET /b?u=http://c HTTP/1.1\r\n\r\n");
  EXPECT_EQ(sent("GET b?u=http://c HTTP/1.1\r\n\r\n"), "GET b?u=http://c HTTP/1.1\r\n\r\n");
}

TEST(PrepareTest, TakesTheTargetOfAUrlThatHasOne) {
  const auto edits = edits_for(net::parse_url("h/fixed?q"), true);
  EXPECT_EQ(sent("GET /b HTTP/1.1\r\n\r\n", edits), "GET /fixed?q HTTP/1.1\r\n\r\n");
  EXPECT_EQ(sent("GET /b HTTP/1.1\r\n\r\n", edits_for(net::parse_url("h/"), true)), "GET /b HTTP/1.1\r\n\r\n");
}

TEST(PrepareTest, KeepsTheConnectionOpen) {
  EXPECT_EQ(sent("GET / HTTP/1.1\r\nConnection: close\r\nA: b\r\n\r\n"), "GET / HTTP/1.1\r\nA: b\r\n\r\n");
  EXPECT_EQ(sent("GET / HTTP/1.1\r\nconnection: TE , Close\r\n\r\n"), "GET / HTTP/1.1\r\nconnection: TE\r\n\r\n");
}

TEST(PrepareTest, RedirectsAsGetWithoutTheBody) {
  EXPECT_EQ(sent("POST /a HTTP/1.1\r\nContent-Type: t\r\nContent-Length: 1\r\n folded\r\nA: b\r\n\r\nx",
                 {.target = "/n", .as_get = true}),
            "GET /n HTTP/1.1\r\nA: b\r\n\r\n");
  EXPECT_EQ(sent("HEAD /a HTTP/1.1\r\n\r\n", {.target = "/n", .as_get = true}), "HEAD /n HTTP/1.1\r\n\r\n");
}

TEST(PrepareTest, TakesNothingWithoutAWholeHead) {
  EXPECT_EQ(sent(""), "nothing");
  EXPECT_EQ(sent("GET / HTTP/1.1\r\nA: b\r\n"), "nothing");
  EXPECT_EQ(sent("rubbish\r\n\r\n"), "nothing");
}

}  // namespace
}  // namespace gor
