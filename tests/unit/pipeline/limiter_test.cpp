// SPDX-License-Identifier: Apache-2.0
#include "pipeline/limiter.hpp"

#include <string>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;
constexpr std::chrono::steady_clock::time_point kStart{1000s};

TEST(Limiter, LetsSoManyPassInEachSecond) {
  StationMetrics station("limit");
  Limiter limiter({Limit::Kind::per_second, 10}, station);
  int passed = 0;
  for (int i = 0; i < 300; ++i) {
    passed += limiter.passes(make_message(MessageType::request, std::to_string(i)), kStart + i * 10ms);
  }
  EXPECT_EQ(passed, 30);
  EXPECT_EQ(station.held(), 0);
  EXPECT_EQ(station.dropped("limit").total(), 270U);
}

TEST(Limiter, LetsAShareOfTheRequestsPassAndAllTheirResponses) {
  StationMetrics station("limit");
  Limiter limiter({Limit::Kind::percent, 10}, station);
  int passed = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = std::to_string(i);
    const bool request = limiter.passes(make_message(MessageType::request, id), kStart);
    EXPECT_EQ(limiter.passes(make_message(MessageType::response, id), kStart), request);
    EXPECT_EQ(limiter.passes(make_message(MessageType::replayed_response, id), kStart), request);
    passed += request;
  }
  EXPECT_GT(passed, 800);
  EXPECT_LT(passed, 1200);
  EXPECT_EQ(station.held(), 0);
}

TEST(Limiter, LetsAResponseOfAnUnknownRequestPass) {
  StationMetrics station("limit");
  Limiter limiter({Limit::Kind::percent, 0}, station);
  EXPECT_TRUE(limiter.passes(make_message(MessageType::response, "a"), kStart));
  EXPECT_FALSE(limiter.passes(make_message(MessageType::request, "a"), kStart));
}

}  // namespace
}  // namespace gor
