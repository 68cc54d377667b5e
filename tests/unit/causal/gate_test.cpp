// SPDX-License-Identifier: Apache-2.0
#include "causal/gate.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using Clock = std::chrono::steady_clock;

/// Keeps requests, with their tickets, until it is told to let go of them.
class Holder final : public Output {
 public:
  void write(const Message& message) override {
    const std::lock_guard lock(mutex_);
    order_ += std::string(order_.empty() ? "" : " ") + static_cast<char>(message.type) + std::string(message.id.view());
    if (message.type == MessageType::request) messages_.push_back(message);
  }
  void close(std::chrono::steady_clock::time_point) override {}
  void join() override {}
  bool is_idle() const override { return true; }

  std::string order() const {
    const std::lock_guard lock(mutex_);
    return order_;
  }
  std::shared_ptr<const Completion> ticket_of(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(messages_.begin(), messages_.end(), [&](const Message& one) { return one.id == id; });
    return found == messages_.end() ? nullptr : found->ticket;
  }
  void let_go() {
    std::vector<Message> gone;
    const std::lock_guard lock(mutex_);
    gone.swap(messages_);
  }

 private:
  mutable std::mutex mutex_;
  std::string order_;
  std::vector<Message> messages_;
};

class GateTest : public testing::Test {
 protected:
  void begin() { gate_ = make_gate(options_, {&holder_}, station_); }
  void request(std::string_view id, bool can_wait = false) {
    Message message = make_message(MessageType::request, id);
    message.can_wait = can_wait;
    gate_->write(message);
  }
  void response(std::string_view id) { gate_->write(make_message(MessageType::response, id)); }
  void expect_order(const std::string& order) {
    EXPECT_TRUE(becomes_true([&] { return holder_.order() == order; })) << holder_.order();
  }
  void end() {
    gate_->close({});
    gate_->join();
    EXPECT_EQ(station_.held(), 0);
  }

  GateOptions options_;
  Holder holder_;
  StationMetrics station_{"causal order"};
  std::unique_ptr<Output> gate_;
};

TEST_F(GateTest, TheNextRequestGoesWhenNobodyHoldsThePreviousOne) {
  begin();
  request("session1-----01-1");
  request("session1-----01-2");
  request("session2-----02-1");
  response("session1-----01-2");
  expect_order("1session1-----01-1 1session2-----02-1");
  EXPECT_FALSE(gate_->is_idle());
  holder_.let_go();
  expect_order("1session1-----01-1 1session2-----02-1 1session1-----01-2 2session1-----01-2");
  EXPECT_TRUE(becomes_true([&] { return gate_->is_idle(); }));
  end();
}

TEST_F(GateTest, ARequestThatNeverEndsIsWaitedForOnlySoLong) {
  options_.patience = 50ms;
  begin();
  request("a");
  request("a");
  request("a");
  expect_order("1a 1a 1a");
  EXPECT_EQ(station_.counter(metrics::kOverdue).get(), 2U);
  holder_.let_go();
  end();
}

TEST_F(GateTest, WhenTooMuchWaitsLiveRequestsAreDroppedWithTheirResponses) {
  options_.most_waiting = 2;
  begin();
  for (const char* id : {"same-session--001", "same-session--002", "same-session--003", "same-session--004"})
    request(id);
  response("same-session--004");
  EXPECT_EQ(station_.dropped("queue full").get(MessageType::request), 1U);
  EXPECT_EQ(station_.dropped("queue full").get(MessageType::response), 1U);
  end();
  EXPECT_EQ(station_.dropped("shutdown").total(), 2U);
}

TEST_F(GateTest, WhenTooMuchWaitsARecordingWaits) {
  options_.most_waiting = 2;
  begin();
  std::atomic<int> written = 0;
  std::thread source([&] {
    for (int i = 0; i < 10; ++i, ++written) request("same-session", true);
  });
  EXPECT_TRUE(becomes_true([&] { return written == 3; }));
  for (int answered = 0; answered < 10; ++answered) {
    EXPECT_TRUE(becomes_true([&] { return station_.out.total() > static_cast<std::uint64_t>(answered); }));
    holder_.let_go();
  }
  source.join();
  EXPECT_TRUE(becomes_true([&] { return gate_->is_idle(); }));
  EXPECT_EQ(station_.out.total(), 10U);
  end();
}

TEST_F(GateTest, OfAnExchangeTheReplayedResponseGoesLast) {
  begin();
  const auto replayed = [&](std::string_view id) {
    Message message = make_message(MessageType::replayed_response, id);
    message.ticket = holder_.ticket_of(id);
    gate_->write(message);
  };
  request("session-1-------1");
  response("session-1-------1");
  replayed("session-1-------1");
  std::string order = "1session-1-------1 2session-1-------1 3session-1-------1";
  expect_order(order);
  request("session-2-------1");
  replayed("session-2-------1");
  EXPECT_EQ(station_.held(), 1);
  response("session-2-------1");
  order += " 1session-2-------1 2session-2-------1 3session-2-------1";
  expect_order(order);
  request("session-3-------1");
  replayed("session-3-------1");
  request("session-3-------2");
  order += " 1session-3-------1 3session-3-------1";  // there was no response
  expect_order(order);
  request("session-4-------1");
  replayed("session-4-------1");
  gate_->close(Clock::time_point::max());
  order += " 1session-4-------1 3session-4-------1";  // nor will there be
  expect_order(order);
  end();
}

TEST_F(GateTest, WhatWaitsAtTheEndGoesOnUntilTheDeadline) {
  begin();
  request("a");
  request("a");
  gate_->close(Clock::time_point::max());
  holder_.let_go();
  expect_order("1a 1a");
  request("a");
  EXPECT_EQ(station_.dropped("shutdown").total(), 1U);
  end();
}

TEST_F(GateTest, AtTheEndWhoWaitsForRoomWakes) {
  options_.most_waiting = 1;
  begin();
  std::thread source([&] {
    for (int i = 0; i < 5; ++i) request("same-session", true);
  });
  EXPECT_TRUE(becomes_true([&] { return station_.in.total() == 3; }));
  gate_->close({});
  source.join();
  end();
  EXPECT_EQ(station_.dropped("shutdown").total(), 4U);
}

constexpr auto kPatience = 200ms;

/// Answers on threads of its own: at once, later, twice, or never; and looks whether the gate keeps its word.
class Target final : public Output {
 public:
  explicit Target(unsigned seed) : rng_(seed), threads_(2) {
    for (std::thread& thread : threads_) thread = std::thread([this] { answer(); });
  }
  ~Target() override { join(); }

  void write(const Message& message) override {
    const std::lock_guard lock(mutex_);
    if (message.type != MessageType::request) return;
    State& state = sessions_[std::string(message.id.session())];
    const int number = number_of(message);
    // Without a moment's delay between the gate and here it would be the whole patience.
    if (state.open > 0 && Clock::now() - state.since < kPatience / 2) ++violations_;
    if (number <= state.last) ++violations_;
    state = {number, 0, Clock::now()};
    const auto fate = std::uniform_int_distribution<int>(0, 99)(rng_);
    if (fate < 1) {
      lost_.push_back(message);  // overdue
      return;
    }
    if (fate < 30) return;            // failed at once: nobody keeps it
    state.open = fate >= 90 ? 2 : 1;  // outputs
    waiting_.insert(waiting_.end(), static_cast<std::size_t>(state.open), message);
    if (fate < 40) lost_.push_back(without_ticket(message));
  }
  void close(std::chrono::steady_clock::time_point) override { closed_ = true; }
  void join() override {
    closed_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  bool is_idle() const override { return true; }
  int violations() const { return violations_; }

 private:
  struct State {
    int last = 0;
    int open = 0;
    Clock::time_point since{};
  };

  static int number_of(const Message& message) {
    return message.ticket ? std::stoi(std::string(message.id.view().substr(MessageId::kSessionSize))) : 0;
  }

  void answer() {
    while (!closed_) {
      Message message;
      {
        const std::lock_guard lock(mutex_);
        if (!waiting_.empty()) {
          const auto at = std::uniform_int_distribution<std::size_t>(0, waiting_.size() - 1)(rng_);
          std::swap(waiting_[at], waiting_.back());
          message = std::move(waiting_.back());
          waiting_.pop_back();
        }
        State& state = sessions_[std::string(message.id.session())];
        if (message.ticket && state.last == number_of(message)) --state.open;
      }
      std::this_thread::yield();
    }
  }

  std::mutex mutex_;
  std::mt19937 rng_;
  std::map<std::string, State> sessions_;
  std::vector<Message> waiting_;
  std::vector<Message> lost_;
  std::atomic<int> violations_ = 0;
  std::atomic<bool> closed_ = false;
  std::vector<std::thread> threads_;
};

TEST_F(GateTest, KeepsItsWordWhateverBecomesOfRequests) {
  options_.patience = kPatience;
  options_.most_waiting = 500;
  Target target(7);
  gate_ = make_gate(options_, {&target}, station_);
  constexpr int kSources = 3;
  constexpr int kRequests = 4000;
  std::vector<std::thread> sources;
  for (int source = 0; source < kSources; ++source) {
    sources.emplace_back([&, source] {
      std::mt19937 rng(static_cast<unsigned>(source));
      std::map<int, int> numbers;
      for (int i = 0; i < kRequests; ++i) {
        const int session = source * 1000 + std::uniform_int_distribution<int>(0, 99)(rng);
        char id[32];
        std::snprintf(id, sizeof id, "%016d%08d", session, ++numbers[session]);
        request(id, true);
        if (i % 3 == 0) response(id);
      }
    });
  }
  for (std::thread& source : sources) source.join();
  EXPECT_TRUE(becomes_true([&] { return gate_->is_idle(); })) << station_.held() << " wait for ever";
  EXPECT_EQ(station_.out.get(MessageType::request), static_cast<std::uint64_t>(kSources * kRequests));
  EXPECT_EQ(target.violations(), 0);
  EXPECT_GT(station_.counter(metrics::kOverdue).get(), 0U);
  end();
  target.join();
}

}  // namespace
}  // namespace gor
