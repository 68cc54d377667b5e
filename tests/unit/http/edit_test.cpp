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

}  // namespace
}  // namespace gor::http
