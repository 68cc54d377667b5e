// SPDX-License-Identifier: Apache-2.0
#include "pipeline/fan_out.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "pipeline/limiter.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;
using test::MemorySink;

TEST(FanOut, GivesEachOutputItsOwnCopyInOrderWithoutCopyingThePayload) {
  MemorySink first;
  MemorySink second;
  StationMetrics station("split");
  const auto all = make_fan_out({{&first}, {&second}}, station);
  all->write(make_message(MessageType::request, "a"));
  all->write(make_message(MessageType::response, "a"));
  for (const MemorySink* output : {&first, &second}) {
    ASSERT_EQ(output->messages().size(), 2U);
    EXPECT_EQ(output->messages()[1].type, MessageType::response);
  }
  EXPECT_EQ(first.messages()[0].payload.view().data(), second.messages()[0].payload.view().data());
  EXPECT_EQ(station.held(), 0);
  EXPECT_EQ(station.out.total(), 4U);
}

TEST(FanOut, TheStagesOfOneOutputAreNoneOfTheOthers) {
  MemorySink limited;
  MemorySink free;
  StationMetrics limit("output|5");
  StationMetrics station("split");
  Limiter limiter({Limit::Kind::per_second, 5}, limit);
  const auto all = make_fan_out({{&limited, {&limiter}}, {&free}}, station);
  for (int i = 0; i < 50; ++i) all->write(make_message(MessageType::request, "a"));
  EXPECT_EQ(limited.messages().size(), 5U);
  EXPECT_EQ(free.messages().size(), 50U);
  EXPECT_EQ(station.out.total(), limit.in.total() + 50);
}

TEST(FanOut, GivesReplayedResponsesOnlyToOutputsThatTakeThem) {
  MemorySink replay;
  MemorySink sink;
  StationMetrics station("split");
  const auto all = make_fan_out({{&replay, {}, false}, {&sink}}, station);
  all->write(make_message(MessageType::request, "a"));
  all->write(make_message(MessageType::replayed_response, "a"));
  EXPECT_EQ(replay.messages().size(), 1U);
  EXPECT_EQ(sink.messages().size(), 2U);
  EXPECT_EQ(station.held(), 0);

  StationMetrics of_replays("split");
  make_fan_out({{&replay, {}, false}, {&replay, {}, false}}, of_replays)
      ->write(make_message(MessageType::replayed_response, "a"));
  EXPECT_EQ(replay.messages().size(), 1U);
  EXPECT_EQ(of_replays.ignored("type").total(), 1U);
  EXPECT_EQ(of_replays.held(), 0);
}

TEST(FanOut, IsSharedByManyThreadsAndTheSumsAgree) {
  MemorySink first;
  MemorySink second;
  StationMetrics station("split");
  const auto all = make_fan_out({{&first}, {&second}}, station);
  std::vector<std::thread> emitters;
  for (int i = 0; i < 4; ++i) {
    emitters.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) all->write(make_message(MessageType::request, "a"));
    });
  }
  for (std::thread& emitter : emitters) emitter.join();
  EXPECT_EQ(station.in.total(), 4000U);
  EXPECT_EQ(station.out.total(), 8000U);
  EXPECT_EQ(first.messages().size(), 4000U);
}

}  // namespace
}  // namespace gor
