// SPDX-License-Identifier: Apache-2.0
#include "pipeline/splitter.hpp"

#include <array>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using test::make_message;
using test::MemorySink;

std::vector<std::string> ids_of(const MemorySink& output) {
  std::vector<std::string> ids;
  for (const Message& message : output.messages()) ids.emplace_back(message.id.view());
  return ids;
}

TEST(Splitter, GivesRequestsToTheOutputsInTurn) {
  std::array<MemorySink, 3> outputs;
  StationMetrics station("split");
  const auto splitter = make_splitter({{&outputs[0]}, {&outputs[1]}, {&outputs[2]}}, SplitBy::request, station);
  for (const char* id : {"a", "b", "c", "d", "e"}) splitter->write(make_message(MessageType::request, id));
  EXPECT_EQ(ids_of(outputs[0]), (std::vector<std::string>{"a", "d"}));
  EXPECT_EQ(ids_of(outputs[1]), (std::vector<std::string>{"b", "e"}));
  EXPECT_EQ(ids_of(outputs[2]), (std::vector<std::string>{"c"}));
  EXPECT_EQ(station.in.total(), 5U);
  EXPECT_EQ(station.held(), 0);
}

TEST(Splitter, SendsAResponseWhereItsRequestWent) {
  std::array<MemorySink, 3> outputs;
  StationMetrics station("split");
  const auto splitter = make_splitter({{&outputs[0]}, {&outputs[1]}, {&outputs[2]}}, SplitBy::request, station);
  for (int i = 0; i < 90; ++i) splitter->write(make_message(MessageType::request, std::to_string(i)));
  for (int i = 89; i >= 0; --i) splitter->write(make_message(MessageType::response, std::to_string(i)));
  splitter->write(make_message(MessageType::response, "unknown"));
  std::size_t all = 0;
  for (const MemorySink& output : outputs) {
    const auto ids = ids_of(output);
    all += ids.size();
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size() / 2 + ids.size() % 2);
  }
  EXPECT_EQ(all, 181U);
}

TEST(Splitter, KeepsASessionTogether) {
  std::array<MemorySink, 2> outputs;
  StationMetrics station("split");
  const auto splitter = make_splitter({{&outputs[0]}, {&outputs[1]}}, SplitBy::session, station);
  for (int session = 0; session < 50; ++session) {
    for (int i = 0; i < 4; ++i) {
      const std::string id = std::to_string(1'000'000'000'000'000 + session) + std::to_string(i);
      splitter->write(make_message(MessageType::request, id));
      splitter->write(make_message(MessageType::response, id));
    }
  }
  std::set<std::string> first;
  for (const Message& message : outputs[0].messages()) first.emplace(message.id.session());
  EXPECT_EQ(outputs[0].messages().size(), first.size() * 8);
  EXPECT_EQ(outputs[1].messages().size(), (50 - first.size()) * 8);
  EXPECT_GT(first.size(), 5U);
  EXPECT_LT(first.size(), 45U);
}

TEST(Splitter, GivesReplayedResponsesToEveryOutputThatTakesThem) {
  std::array<MemorySink, 3> outputs;
  StationMetrics station("split");
  const auto splitter =
      make_splitter({{&outputs[0]}, {&outputs[1]}, {&outputs[2], {}, false}}, SplitBy::request, station);
  splitter->write(make_message(MessageType::replayed_response, "a"));
  EXPECT_EQ(ids_of(outputs[0]).size(), 1U);
  EXPECT_EQ(ids_of(outputs[1]).size(), 1U);
  EXPECT_EQ(ids_of(outputs[2]).size(), 0U);
  EXPECT_EQ(station.held(), 0);
}

TEST(Splitter, IsSharedByManyThreads) {
  std::array<MemorySink, 2> outputs;
  StationMetrics station("split");
  const auto splitter = make_splitter({{&outputs[0]}, {&outputs[1]}}, SplitBy::request, station);
  std::vector<std::thread> emitters;
  for (int i = 0; i < 4; ++i) {
    emitters.emplace_back([&, i] {
      for (int n = 0; n < 1000; ++n) {
        const std::string id = std::to_string(i) + "-" + std::to_string(n);
        splitter->write(make_message(MessageType::request, id));
        splitter->write(make_message(MessageType::response, id));
      }
    });
  }
  for (std::thread& emitter : emitters) emitter.join();
  EXPECT_EQ(outputs[0].messages().size(), 4000U);
  EXPECT_EQ(outputs[1].messages().size(), 4000U);
}

}  // namespace
}  // namespace gor
