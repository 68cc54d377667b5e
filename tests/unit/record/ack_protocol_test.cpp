// SPDX-License-Identifier: Apache-2.0
#include "record/ack_protocol.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(AckParser, TheHighestNumberCountsHoweverTheBytesCome) {
  const std::string bytes = confirmation_line(7) + confirmation_line(12'345) + confirmation_line(9) + "\nrubbish\n" +
                            std::string(100, '9') + '\n' + std::string(kLeavingLine);
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    AckParser said;
    for (std::size_t at = 0; at < bytes.size(); at += size) said.feed(std::string_view(bytes).substr(at, size));
    EXPECT_EQ(said.confirmed(), 12'345U) << size;
    EXPECT_TRUE(said.is_leaving()) << size;
  }
}

TEST(AckParser, WhatIsNotWholeIsNotSaid) {
  AckParser said;
  said.feed("17");
  EXPECT_EQ(said.confirmed(), 0U);
  said.feed("\nleaving");
  EXPECT_EQ(said.confirmed(), 17U);
  EXPECT_FALSE(said.is_leaving());
}

TEST(AckParser, AFailureIsNoConfirmation) {
  AckParser said;
  said.feed(failure_line(9) + failure_line(4) + "failed\n" + confirmation_line(3));
  EXPECT_EQ(said.confirmed(), 3U);
  EXPECT_EQ(said.take_failed(), (std::vector<std::uint64_t>{9, 4}));
  EXPECT_TRUE(said.take_failed().empty());
}

}  // namespace
}  // namespace gor
