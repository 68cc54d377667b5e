// SPDX-License-Identifier: Apache-2.0
#include "record/codec.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(Metadata, IsReadAndWrittenBack) {
  for (const std::string line : {"1 0123456789abcdef01234567 1700000000000000000 -1", "2 a 5 7", "3 a 5 7 more fields",
                                 "2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1500"}) {
    Message message;
    ASSERT_TRUE(parse_metadata(line, message)) << line;
    std::string written;
    append_metadata(written, message);
    EXPECT_EQ(written, line + "\n");
  }
}

TEST(Metadata, NamesTheOutputOfAReplayedResponse) {
  Message message;
  ASSERT_TRUE(parse_metadata("3 a 5 7", message));
  message.output = 2;
  std::string written;
  append_metadata(written, message);
  EXPECT_EQ(written, "3 a 5 7 2\n");
  Message again;
  ASSERT_TRUE(parse_metadata(written.substr(0, written.size() - 1), again));
  std::string twice;
  append_metadata(twice, again);
  EXPECT_EQ(twice, written);
}

TEST(Metadata, ThirdOfThreeFieldsIsTheTimeOfARequestAndTheLatencyOfAResponse) {
  Message message;
  ASSERT_TRUE(parse_metadata("1 a 1700", message));
  EXPECT_EQ(message.timestamp.time_since_epoch().count(), 1700);
  EXPECT_EQ(message.latency, kUnknownLatency);
  ASSERT_TRUE(parse_metadata("2 a 1700", message));
  EXPECT_EQ(message.timestamp, kNoTimestamp);
  EXPECT_EQ(message.latency.count(), 1700);
}

TEST(Metadata, NumbersAreReadUpToTheLargest) {
  for (const std::string number : {"0", "9", "-1", "-0", "000000000000000000000000000007", "999999999999999999",
                                   "1000000000000000000", "9223372036854775807", "-9223372036854775808"}) {
    Message message;
    ASSERT_TRUE(parse_metadata("1 a 5 " + number, message)) << number;
    EXPECT_EQ(message.latency.count(), std::stoll(number));
  }
  for (const std::string number : {"9223372036854775808", "9999999999999999999", "18446744073709551616",
                                   "99999999999999999999", "-9223372036854775809", "-", "+1", "1e3"}) {
    Message message;
    EXPECT_FALSE(parse_metadata("1 a 5 " + number, message)) << number;
  }
}

TEST(Metadata, RefusesWhatIsNone) {
  for (const std::string line : {"", "1", "1 a", "1 a ", "1  5", "4 a 5", "1 a x", "1 a 5 7\r", "1 a 5x 7", "x a 5 7",
                                 "1 a  7", "1 a\tb 5 7", "11 a 5 7"}) {
    Message message;
    EXPECT_FALSE(parse_metadata(line, message)) << line;
  }
  Message message;
  EXPECT_FALSE(parse_metadata(std::string_view("1 a\0b 5 7", 9), message));
  EXPECT_FALSE(parse_metadata("1 " + std::string(64, 'a') + " 5 7", message));
}

}  // namespace
}  // namespace gor
