// SPDX-License-Identifier: Apache-2.0
#include "output/http/session_lanes.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

struct Server {};
using Lanes = SessionLanes<Server>;

QueuedRequest request_of(const std::string& session, int number) {
  QueuedRequest request;
  request.message.id = MessageId(session + std::string(16 - session.size(), '-') + std::to_string(number));
  return request;
}

std::vector<std::string> numbers(Lanes::Lane& lane) {
  std::vector<std::string> all;
  for (const QueuedRequest& request : lane.waiting) all.emplace_back(request.message.id.view().substr(16));
  return all;
}

TEST(SessionLanes, ASessionHasOneLaneInOrderAndOneServer) {
  Lanes lanes;
  EXPECT_EQ(lanes.add(request_of("a", 1)), nullptr);
  EXPECT_EQ(lanes.add(request_of("b", 1)), nullptr);
  EXPECT_EQ(lanes.add(request_of("a", 2)), nullptr);
  EXPECT_EQ(lanes.count_unserved(), 2U);
  Server first, second;
  Lanes::Lane* const a = lanes.serve_next(first);
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(numbers(*a), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(lanes.add(request_of("a", 3)), &first);
  EXPECT_EQ(numbers(*a), (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_NE(lanes.serve_next(second), nullptr);
  EXPECT_EQ(lanes.serve_next(second), nullptr) << "all have one";
}

TEST(SessionLanes, WhatIsLeftBehindWaitsAgainAndWhatIsEmptyIsForgotten) {
  Lanes lanes;
  Server server;
  lanes.add(request_of("a", 1));
  Lanes::Lane* lane = lanes.serve_next(server);
  lanes.leave(*lane);
  EXPECT_EQ(lanes.count_unserved(), 1U);
  lane = lanes.serve_next(server);
  lane->waiting.clear();
  lanes.leave(*lane);
  EXPECT_EQ(lanes.count_unserved(), 0U);
  EXPECT_EQ(lanes.add(request_of("a", 2)), nullptr);
  EXPECT_EQ(lanes.count_unserved(), 1U);
}

TEST(SessionLanes, ClearLeavesNothingAndServersTheirLanes) {
  Lanes lanes;
  Server server;
  lanes.add(request_of("a", 1));
  Lanes::Lane* const served = lanes.serve_next(server);
  lanes.add(request_of("a", 2));
  lanes.add(request_of("b", 1));
  int count = 0;
  lanes.clear([&](const QueuedRequest&) { ++count; });
  EXPECT_EQ(count, 3);
  EXPECT_EQ(lanes.count_unserved(), 0U);
  EXPECT_TRUE(served->waiting.empty());
  EXPECT_EQ(lanes.add(request_of("a", 3)), &server);
}

}  // namespace
}  // namespace gor
