// SPDX-License-Identifier: Apache-2.0
#include "record/sequence.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(Sequence, IsTheLastFieldAndGoesWithoutATrace) {
  const std::string extra = " more fields" + sequence_field("0123456789abcdef", 42);
  EXPECT_EQ(extra, " more fields #0123456789abcdef-42");
  std::size_t before = 0;
  const auto sequence = find_sequence(extra, before);
  ASSERT_TRUE(sequence);
  EXPECT_EQ(sequence->stream, "0123456789abcdef");
  EXPECT_EQ(sequence->number, 42U);
  EXPECT_EQ(extra.substr(0, before), " more fields");
}

TEST(Sequence, OtherFieldsAreNone) {
  std::size_t before = 0;
  for (const char* extra :
       {"", " ", " 5", " #", " #0123456789abcdef-", " #0123456789abcdef-x", " #0123456789abcdef-1x",
        " #0123456789abcde-1", " #0123456789abcdef-99999999999999999999999", " #0123456789abcdef-1 2"}) {
    EXPECT_FALSE(find_sequence(extra, before)) << extra;
  }
}

}  // namespace
}  // namespace gor
