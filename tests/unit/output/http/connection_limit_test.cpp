// SPDX-License-Identifier: Apache-2.0
#include "output/http/connection_limit.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using Clock = ConnectionLimit::Clock;

/// A server of whose connections at most `useful` are answered at a time, each after `takes`; always asked for more.
class Busy {
 public:
  Busy(ConnectionLimit& limit, std::size_t useful, Clock::duration takes)
      : limit_(limit), useful_(static_cast<double>(useful)), takes_(takes) {}

  void serve_for(Clock::duration time) {
    constexpr Clock::duration kStep = 100us;
    for (const auto end = now_ + time; now_ < end; now_ += kStep) {
      const double at_work = std::min(useful_, static_cast<double>(limit_.get()));
      answered_ += at_work * std::chrono::duration<double>(kStep) / takes_;
      most_seen_ = std::max(most_seen_, limit_.get());
      const auto round_trip = takes_ * limit_.get() / static_cast<std::size_t>(at_work);
      limit_.requests_wait(
          now_, [this] { return static_cast<std::uint64_t>(answered_); }, round_trip);
    }
  }
  void make_useful(std::size_t connections) { useful_ = static_cast<double>(connections); }
  std::size_t most_seen() const { return most_seen_; }

 private:
  ConnectionLimit& limit_;
  double useful_;
  const Clock::duration takes_;
  double answered_ = 0;
  std::size_t most_seen_ = 0;
  Clock::time_point now_ = Clock::time_point(1h);
};

TEST(ConnectionLimitTest, StaysBetweenItsBounds) {
  EXPECT_EQ(ConnectionLimit(1, 256).get(), 4U);
  EXPECT_EQ(ConnectionLimit(1, 2).get(), 2U);
  EXPECT_EQ(ConnectionLimit(10, 256).get(), 10U);
  EXPECT_EQ(ConnectionLimit(10, 5).get(), 10U);
}

TEST(ConnectionLimitTest, GrowsToTheMostWhileEachStepBringsMoreAnswers) {
  ConnectionLimit limit(1, 256);
  Busy(limit, 1000, 10ms).serve_for(1s);
  EXPECT_EQ(limit.get(), 256U);
}

TEST(ConnectionLimitTest, GoesBackWhereMoreConnectionsBringNoMoreAnswers) {
  ConnectionLimit limit(1, 256);
  Busy server(limit, 16, 1ms);
  server.serve_for(10s);
  EXPECT_EQ(limit.get(), 16U);
  EXPECT_EQ(server.most_seen(), 32U);
}

TEST(ConnectionLimitTest, NoticesThatTheServerHasBecomeFaster) {
  ConnectionLimit limit(1, 256);
  Busy server(limit, 16, 1ms);
  server.serve_for(10s);
  server.make_useful(64);
  server.serve_for(10s);
  EXPECT_EQ(limit.get(), 64U);
}

TEST(ConnectionLimitTest, GrowsEverMoreSlowlyWhileNothingIsAnswered) {
  ConnectionLimit limit(1, 256);
  std::vector<Clock::duration> steps;
  std::size_t last = limit.get();
  for (Clock::duration now = 0ms; now < 2s; now += 1ms) {
    limit.requests_wait(
        Clock::time_point(now), [] { return 0U; }, 0ms);
    if (std::exchange(last, limit.get()) != last) steps.push_back(now);
  }
  EXPECT_EQ(limit.get(), 256U);
  EXPECT_EQ(steps, (std::vector<Clock::duration>{10ms, 30ms, 70ms, 150ms, 310ms, 630ms}));
}

TEST(ConnectionLimitTest, AsksForTheNumberOfAnswersAtMostOncePerMillisecond) {
  ConnectionLimit limit(1, 256);
  unsigned asked = 0;
  for (Clock::duration now = 0ms; now < 100ms; now += 10us) {
    limit.requests_wait(
        Clock::time_point(1h + now), [&] { return ++asked; }, 1ms);
  }
  EXPECT_EQ(asked, 100U);
}

TEST(ConnectionLimitTest, LearnsNothingFromAServerThatKeepsUp) {
  ConnectionLimit limit(1, 256);
  for (Clock::duration now = 0ms; now < 2s; now += 1ms) {
    limit.requests_wait(
        Clock::time_point(now), [&] { return static_cast<std::uint64_t>(now / 1us); }, 1ms);
    limit.nothing_waits();
  }
  EXPECT_EQ(limit.get(), 4U);
}

}  // namespace
}  // namespace gor
