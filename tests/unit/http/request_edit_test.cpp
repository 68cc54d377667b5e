// SPDX-License-Identifier: Apache-2.0
#include "http/request_edit.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

constexpr std::string_view kRequest =
    "POST /a?b=1 HTTP/1.1\r\nA: 1\r\nx-b:  old \r\nX-B: second\r\nEmpty: \r\n\r\nA: body";

TEST(RequestEdit, IsTheSameUntilSomethingIsSet) {
  RequestEdit edit(kRequest);
  ASSERT_TRUE(edit.is_request());
  EXPECT_EQ(edit.method(), "POST");
  EXPECT_EQ(edit.target(), "/a?b=1");
  EXPECT_EQ(edit.header("X-b"), "old");
  EXPECT_EQ(edit.header("empty"), "");
  EXPECT_EQ(edit.header("None"), std::nullopt);
  EXPECT_FALSE(edit.is_changed());
  EXPECT_EQ(edit.finish().view(), kRequest);
}

TEST(RequestEdit, SetsTheFirstHeaderOfANameInItsPlaceAndSpelling) {
  RequestEdit edit(kRequest);
  edit.set_header("X-B", "new");
  edit.set_header("EMPTY", "full");
  EXPECT_EQ(edit.header("x-b"), "new");
  EXPECT_EQ(edit.finish().view(),
            "POST /a?b=1 HTTP/1.1\r\nA: 1\r\nx-b:  new \r\nX-B: second\r\nEmpty: full\r\n\r\nA: body");
}

TEST(RequestEdit, PutsNewHeadersRightBehindTheRequestLineTheLastOneFirst) {
  RequestEdit edit(kRequest);
  edit.set_header("N", "1");
  edit.set_header("M", "2");
  edit.set_header("n", "3");
  EXPECT_EQ(edit.finish().view().substr(0, 36), "POST /a?b=1 HTTP/1.1\r\nM: 2\r\nN: 3\r\nA:");
}

TEST(RequestEdit, SetsTheTarget) {
  RequestEdit edit(kRequest);
  edit.set_target("/longer/than/before");
  EXPECT_EQ(edit.target(), "/longer/than/before");
  EXPECT_TRUE(edit.finish().view().starts_with("POST /longer/than/before HTTP/1.1\r\nA: 1\r\n"));
}

TEST(RequestEdit, WhatIsSetToWhatItWasIsNotChanged) {
  RequestEdit edit(kRequest);
  edit.set_target("/a?b=1");
  edit.set_header("A", "1");
  EXPECT_FALSE(edit.is_changed());
}

TEST(RequestEdit, KeepsSpacesAndLineEndsOfAnOddHead) {
  RequestEdit edit("GET  /a b  HTTP/1.0\nA:1\n folded\nno colon\nB :2\n\nbody");
  ASSERT_TRUE(edit.is_request());
  EXPECT_EQ(edit.target(), "/a b");
  edit.set_target("/c");
  edit.set_header("B", "3");
  EXPECT_EQ(edit.finish().view(), "GET  /c  HTTP/1.0\nA:1\n folded\nno colon\nB :3\n\nbody");
}

TEST(RequestEdit, TakesAHeadWithoutItsEnd) {
  RequestEdit edit("GET / HTTP/1.1");
  edit.set_header("A", "1");
  EXPECT_EQ(edit.finish().view(), "GET / HTTP/1.1\r\nA: 1\r\n");
}

TEST(RequestEdit, SetsOneHeaderOfAPayload) {
  EXPECT_EQ(with_header(Payload("GET / HTTP/1.1\r\n\r\n"), "A", "1").view(), "GET / HTTP/1.1\r\nA: 1\r\n\r\n");
  const Payload same("GET / HTTP/1.1\r\nA: 1\r\n\r\n");
  EXPECT_EQ(with_header(same, "a", "1").view().data(), same.view().data());
  EXPECT_EQ(with_header(Payload("no request"), "A", "1").view(), "no request");
}

TEST(RequestEdit, KnowsWhatIsNoRequest) {
  EXPECT_FALSE(RequestEdit("HTTP/1.1 200 OK\r\n\r\n").is_request());
  EXPECT_FALSE(RequestEdit("\x16\x03\x01").is_request());
  EXPECT_FALSE(RequestEdit("").is_request());
  EXPECT_FALSE(RequestEdit("GET / HTTP/1.1\r\r").is_request());
}

TEST(WithoutHeader, RemovesEveryFieldOfTheNameAndNothingElse) {
  const auto edited =
      without_header("POST / HTTP/1.1\r\nexpect: 100-continue\r\nA: 1\r\nExpect: x\r\n\r\nExpect: body", "Expect");
  EXPECT_EQ(edited.view(), "POST / HTTP/1.1\r\nA: 1\r\n\r\nExpect: body");
}

TEST(WithTrueLength, ALengthThatIsWrongOrMissingBecomesThatOfTheBody) {
  const auto mended = [](const std::string& request) { return std::string(with_true_length(Payload(request)).view()); };
  EXPECT_EQ(mended("POST / HTTP/1.1\r\ncontent-length: 7\r\nA: b\r\n\r\n1234567890"),
            "POST / HTTP/1.1\r\ncontent-length: 10\r\nA: b\r\n\r\n1234567890");
  EXPECT_EQ(mended("POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\n"), "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(mended("POST / HTTP/1.1\r\nA: b\r\n\r\nab"), "POST / HTTP/1.1\r\nContent-Length: 2\r\nA: b\r\n\r\nab");
  EXPECT_EQ(mended("POST / HTTP/1.1\r\nContent-Length: 3\r\nA: b\r\ncontent-length: 3\r\n\r\nab"),
            "POST / HTTP/1.1\r\nContent-Length: 2\r\nA: b\r\n\r\nab");
  for (const std::string same :
       {"GET / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab", "no request\r\n\r\nab",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nab", "POST / HTTP/1.1\r\nContent-Length: 2",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabcd"}) {
    EXPECT_EQ(mended(same), same);
  }
}

}  // namespace
}  // namespace gor::http
