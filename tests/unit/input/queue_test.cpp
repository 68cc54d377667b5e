// SPDX-License-Identifier: Apache-2.0
#include "input/queue.hpp"

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;

Message response(const char* id, bool can_wait = false) {
  Message message = make_message(MessageType::replayed_response, id, "x");
  message.can_wait = can_wait;
  return message;
}

std::string ids(Input& input) {
  std::string all;
  while (const auto message = input.read()) all += std::string(message->id.view()) + ' ';
  return all;
}

TEST(QueueInput, DropsLiveMessagesThatNobodyReadsInTime) {
  StationMetrics station("responses");
  QueueInput queue(2, MemoryBudget::of(1000), station);
  for (const char* id : {"a", "b", "c"}) queue.push(response(id));
  EXPECT_FALSE(queue.has_room());
  queue.close();
  EXPECT_EQ(ids(queue), "a b ");
  EXPECT_EQ(station.dropped("queue full").total(), 1U);
  EXPECT_EQ(station.held(), 0);
}

TEST(QueueInput, LosesNoMessageOfASourceThatCanWait) {
  StationMetrics station("responses");
  QueueInput queue(2, MemoryBudget::of(1000), station);
  for (const char* id : {"a", "b", "c"}) queue.push(response(id, true));
  EXPECT_FALSE(queue.has_room());
  EXPECT_EQ(queue.read()->id.view(), "a");
  EXPECT_EQ(queue.read()->id.view(), "b");
  EXPECT_TRUE(queue.has_room());
  EXPECT_FALSE(queue.is_empty());
  queue.close();
  EXPECT_EQ(ids(queue), "c ");
  EXPECT_TRUE(queue.is_empty());
}

TEST(QueueInput, CountsWhatComesAfterItsEnd) {
  StationMetrics station("responses");
  QueueInput queue(2, MemoryBudget::of(1000), station);
  queue.close();
  queue.push(response("a", true));
  EXPECT_EQ(ids(queue), "");
  EXPECT_EQ(station.dropped("shutdown").total(), 1U);
  EXPECT_EQ(station.held(), 0);
}

}  // namespace
}  // namespace gor
