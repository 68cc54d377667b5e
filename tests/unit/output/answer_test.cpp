// SPDX-License-Identifier: Apache-2.0
#include "output/binary/answer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;

const Answer::Clock::time_point kWritten{1h};

Answer asked(std::size_t keep_bytes = 100) {
  Answer answer(5s, keep_bytes);
  answer.begin();
  answer.note_written(kWritten);
  return answer;
}

TEST(Answer, IsOverAfterAFifthOfTheTimeout) {
  Answer answer = asked();
  EXPECT_EQ(answer.over_at(false), kWritten + 1s);
  answer.add("x", kWritten + 900ms);
  EXPECT_EQ(answer.over_at(false), kWritten + 1900ms);
  for (auto at = 1s; at < 6s; at += 1s) answer.add("x", kWritten + at);
  EXPECT_EQ(answer.over_at(false), kWritten + 5s) << "the timeout ends an answer that never pauses";
}

TEST(Answer, IsOverSoonerWhenTheNextRequestWaits) {
  Answer answer = asked();
  EXPECT_EQ(answer.over_at(true), kWritten + 1s) << "it has not begun";
  answer.add("x", kWritten + 10ms);
  EXPECT_EQ(answer.over_at(true), kWritten + 30ms);
  answer.add("y", kWritten + 25ms);
  EXPECT_EQ(answer.over_at(true), kWritten + 45ms);
  EXPECT_EQ(answer.over_at(false), kWritten + 1025ms);
  Answer fast = asked();
  fast.add("x", kWritten);
  EXPECT_EQ(fast.over_at(true), kWritten + 200us);
  Answer slow = asked();
  slow.add("x", kWritten + 900ms);
  EXPECT_EQ(slow.over_at(true), kWritten + 1900ms);
}

TEST(Answer, KeepsTheFirstBytes) {
  Answer answer = asked(5);
  answer.add("abc", kWritten + 1ms);
  answer.add("defg", kWritten + 3ms);
  EXPECT_EQ(answer.view(), "abcde");
  EXPECT_EQ(answer.latency(), 3ms);
  EXPECT_EQ(answer.first_byte(), kWritten + 1ms);
  EXPECT_EQ(answer.take().view(), "abcde");
  answer.begin();
  EXPECT_FALSE(answer.has_bytes());
}

TEST(Answer, MayBeginBeforeTheRequestIsWritten) {
  Answer answer(5s, 100);
  answer.begin();
  answer.add("early", kWritten - 1ms);
  answer.note_written(kWritten);
  EXPECT_TRUE(answer.has_bytes());
  EXPECT_EQ(answer.over_at(true), kWritten + 200us);
}

}  // namespace
}  // namespace gor
