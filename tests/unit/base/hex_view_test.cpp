// SPDX-License-Identifier: Apache-2.0
#include "base/hex_view.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(HexView, ShowsOffsetsDigitsAndPrintableCharacters) {
  EXPECT_EQ(hex_view("*1\r\n$4\r\nPING\r\n\x80~x", 100),
            "\n00000000  2a 31 0d 0a 24 34 0d 0a  50 49 4e 47 0d 0a 80 7e  |*1..$4..PING...~|"
            "\n00000010  78                                                |x|");
  EXPECT_EQ(hex_view("", 100), "");
}

TEST(HexView, SaysHowMuchItDoesNotShow) {
  EXPECT_EQ(hex_view("abcdef", 2),
            "\n00000000  61 62                                             |ab|\n... and 4 more bytes");
}

}  // namespace
}  // namespace gor
