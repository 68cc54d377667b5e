// SPDX-License-Identifier: Apache-2.0
#include "record/middleware_line.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support/messages.hpp"

namespace gor {
namespace {

TEST(HexLine, MessagesComeBackAsTheyWere) {
  for (const Message& message : test::random_messages(500, 20'000, 9)) {
    std::string line;
    append_middleware_line(line, message);
    ASSERT_TRUE(line.ends_with('\n'));
    for (const char* end : {"", "\r"}) {
      Message back;
      ASSERT_TRUE(parse_middleware_line(line.substr(0, line.size() - 1) + end, back));
      EXPECT_EQ(back.type, message.type);
      EXPECT_EQ(back.id.view(), message.id.view());
      EXPECT_EQ(back.payload.view(), message.payload.view());
    }
  }
}

TEST(HexLine, IsTheHexOfTheMetadataLineAndThePayload) {
  Message message;
  EXPECT_TRUE(parse_middleware_line("3120616263203137300A47", message));  // "1 abc 170", "G"
  EXPECT_EQ(message.id.view(), "abc");
  EXPECT_EQ(message.payload.view(), "G");
}

TEST(HexLine, AnythingElseIsRefused) {
  Message message;
  for (const char* line : {"", "zz", "31", "0a", "3120616263203137300a4", "3120616263203137300a4x",
                           "3920616263203137300a47", "hello 0a"}) {
    EXPECT_FALSE(parse_middleware_line(line, message)) << line;
  }
}

}  // namespace
}  // namespace gor
