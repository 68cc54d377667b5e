// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor::http {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=b";

TEST(Multipart, GivesHeadsAndBodiesWhereTheyAre) {
  const std::string body = "\r\n--b\r\nA: 1\r\n\r\none\r\n--c\r\n--b \r\n\r\n\r\n--b\nB: 2\n\ntwo\n--b--\r\n";
  const auto parts = parts_of(kType, body);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 3U);
  EXPECT_EQ((*parts)[0].head, "--b\r\nA: 1\r\n\r\n");
  EXPECT_EQ((*parts)[0].body, "one\r\n--c");
  EXPECT_EQ((*parts)[1].body, "");
  EXPECT_EQ((*parts)[2].body, "two");
}

TEST(Multipart, IsRefusedWhereRecipientsMayDisagree) {
  for (const char* body :
       {"", "x", "--b", "--b\r\n", "--b\r\nA: 1\r\n\r\nx", "--b\r\nA: 1\r\n--b--\r\n", "--bc\r\n\r\nx\r\n--b--",
        "x\r\n--b\r\n\r\nx\r\n--b--", "--b\r\n\r\nx\r\n--b--\r\nx", "--b\r\n\r\nx\r\n--b--x"}) {
    EXPECT_FALSE(parts_of(kType, body)) << body;
  }
  const std::string_view good = "--b\r\n\r\nx\r\n--b--";
  EXPECT_TRUE(parts_of(kType, good));
  for (const char* type : {"multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=b; boundary=c",
                           "multipart/mixed; boundary=\"b \"", "multipart/mixed; boundary=\"b\r\""}) {
    EXPECT_FALSE(parts_of(type, good)) << type;
  }
}

TEST(FieldParameter, IsFoundByNameAndUnquoted) {
  EXPECT_EQ(field_parameter("form-data; name=\"a;\\\"b\\\\\"; filename=c", "NAME"), "a;\"b\\");
  EXPECT_EQ(field_parameter("form-data;a;name = b ; c=d", "name"), "b");
  EXPECT_EQ(field_parameter("name=a", "name"), std::nullopt);
  EXPECT_EQ(field_parameter("x; name=a; name=b", "name"), std::nullopt);
  EXPECT_EQ(field_parameter("x; name=\"a", "name"), std::nullopt);
}

}  // namespace
}  // namespace gor::http
