// SPDX-License-Identifier: Apache-2.0
#include "http/edit.hpp"

#include <gtest/gtest.h>

namespace gor::http {
namespace {

TEST(Edit, RemovesEveryFieldOfTheNameAndNothingElse) {
  const auto edited =
      without_field("POST / HTTP/1.1\r\nexpect: 100-continue\r\nA: 1\r\nExpect: x\r\n\r\nExpect: body", "Expect");
  EXPECT_EQ(edited.view(), "POST / HTTP/1.1\r\nA: 1\r\n\r\nExpect: body");
}

TEST(Edit, SetsAFieldInItsPlaceAndSpelling) {
  const auto edited =
      with_field("GET / HTTP/1.1\r\nA: 1\r\nx-real-ip:  old \r\nX-Real-IP: second\r\n\r\n", "X-Real-IP", "::1");
  EXPECT_EQ(edited.view(), "GET / HTTP/1.1\r\nA: 1\r\nx-real-ip:  ::1 \r\nX-Real-IP: second\r\n\r\n");
}

TEST(Edit, PutsANewFieldBehindTheStartLine) {
  EXPECT_EQ(with_field("GET / HTTP/1.1\r\nA: 1\r\n\r\n", "B", "2").view(), "GET / HTTP/1.1\r\nB: 2\r\nA: 1\r\n\r\n");
}

}  // namespace
}  // namespace gor::http
