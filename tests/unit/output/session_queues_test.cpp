// SPDX-License-Identifier: Apache-2.0
#include "output/session_queues.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

struct Server {};
using Lanes = SessionQueues<Server>;

QueuedRequest request_of(const std::string& session, int number) {
  QueuedRequest request;
  request.message.id = MessageId(session + std::string(16 - session.size(), '-') + std::to_string(number));
  return request;
}

std::vector<std::string> numbers(Lanes::SessionQueue& queue) {
  std::vector<std::string> all;
  for (const QueuedRequest& request : queue.waiting) all.emplace_back(request.message.id.view().substr(16));
  return all;
}

TEST(SessionQueues, ASessionHasOneLaneInOrderAndOneServer) {
  Lanes queues;
  EXPECT_EQ(queues.add(request_of("a", 1)), nullptr);
  EXPECT_EQ(queues.add(request_of("b", 1)), nullptr);
  EXPECT_EQ(queues.add(request_of("a", 2)), nullptr);
  EXPECT_EQ(queues.count_unserved(), 2U);
  Server first, second;
  Lanes::SessionQueue* const a = queues.serve_next(first);
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(numbers(*a), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(queues.add(request_of("a", 3)), &first);
  EXPECT_EQ(numbers(*a), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_NE(queues.serve_next(second), nullptr);
  EXPECT_EQ(queues.serve_next(second), nullptr) << "all have one";
}

TEST(SessionQueues, WhatIsLeftBehindWaitsAgainAndWhatIsEmptyIsForgotten) {
  Lanes queues;
  Server server;
  queues.add(request_of("a", 1));
  Lanes::SessionQueue* queue = queues.serve_next(server);
  queues.leave(*queue);
  EXPECT_EQ(queues.count_unserved(), 1U);
  queue = queues.serve_next(server);
  queue->waiting.clear();
  queues.leave(*queue);
  EXPECT_EQ(queues.count_unserved(), 0U);
  EXPECT_EQ(queues.add(request_of("a", 2)), nullptr);
  EXPECT_EQ(queues.count_unserved(), 1U);
}

TEST(SessionQueues, ClearLeavesNothingAndServersTheirLanes) {
  Lanes queues;
  Server server;
  queues.add(request_of("a", 1));
  Lanes::SessionQueue* const served = queues.serve_next(server);
  queues.add(request_of("a", 2));
  queues.add(request_of("b", 1));
  int count = 0;
  queues.clear([&](const QueuedRequest&) { ++count; });
  EXPECT_EQ(count, 3);
  EXPECT_EQ(queues.count_unserved(), 0U);
  EXPECT_TRUE(served->waiting.empty());
  EXPECT_EQ(queues.add(request_of("a", 3)), &server);
}

}  // namespace
}  // namespace gor
