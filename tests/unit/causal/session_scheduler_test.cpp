// SPDX-License-Identifier: Apache-2.0
#include "causal/session_scheduler.hpp"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;
using Ticket = SessionScheduler::Ticket;

std::string id_of(int session, int number) {
  char text[25];
  std::snprintf(text, sizeof text, "%016x%08x", static_cast<unsigned>(session), static_cast<unsigned>(number));
  return text;
}

Message request(int session, int number) {
  return make_message(MessageType::request, id_of(session, number));
}
Message response(int session, int number) {
  return make_message(MessageType::response, id_of(session, number), "HTTP/1.1 200 OK\r\n\r\n");
}

Message replayed(int session, int number) {
  return make_message(MessageType::replayed_response, id_of(session, number), "HTTP/1.1 200 OK\r\n\r\n");
}

class TurnsTest : public testing::Test {
 protected:
  Ticket arrive(int session, int number) {
    Message message = request(session, number);
    return scheduler_.arrive(message, now_).ticket;
  }
  bool hold_back(Message message) { return scheduler_.hold_back(message); }
  bool hold_back_replayed(Ticket ticket) {
    Message message = replayed(0, 0);
    return scheduler_.hold_back_replayed(message, ticket);
  }
  std::string next_after(Ticket ticket) {
    auto turn = scheduler_.release(ticket, now_);
    if (!turn) return "";
    latest_ = turn->ticket;
    return std::string(turn->request.id.view());
  }

  SessionScheduler::Time now_{};
  SessionScheduler scheduler_{SessionKeys(), 10s};
  Ticket latest_ = 0;
};

std::vector<std::string> texts(const std::vector<MessageId>& ids) {
  std::vector<std::string> all;
  for (const MessageId& id : ids) all.emplace_back(id.view());
  return all;
}

TEST_F(TurnsTest, AResponseShowsThatEarlierRequestsOfItsConnectionGetNone) {
  using Ids = std::vector<std::string>;
  const Ticket first = arrive(1, 1);
  for (int number = 2; number <= 5; ++number) EXPECT_EQ(arrive(1, number), 0U);
  EXPECT_FALSE(hold_back(response(2, 1))) << "nobody knows that one";
  EXPECT_EQ(texts(scheduler_.take_unanswered()), Ids());
  EXPECT_TRUE(hold_back(response(1, 2)));
  EXPECT_EQ(texts(scheduler_.take_unanswered()), Ids{id_of(1, 1)});
  EXPECT_TRUE(hold_back(response(1, 4)));
  EXPECT_EQ(texts(scheduler_.take_unanswered()), Ids()) << "the third has not gone on yet";
  EXPECT_EQ(next_after(first), id_of(1, 2));
  EXPECT_EQ(texts(scheduler_.take_unanswered()), Ids()) << "it has its response";
  EXPECT_EQ(next_after(latest_), id_of(1, 3));
  EXPECT_EQ(texts(scheduler_.take_unanswered()), Ids{id_of(1, 3)});
}

TEST_F(TurnsTest, ALongSessionTakesNoLongerForEachResponse) {
  constexpr int kRequests = 50'000;
  Ticket ticket = arrive(1, 0);
  for (int number = 1; number < kRequests; ++number) arrive(1, number);
  for (int number = 1; number < kRequests; ++number) EXPECT_TRUE(hold_back(response(1, number)));
  EXPECT_EQ(texts(scheduler_.take_unanswered()), std::vector<std::string>{id_of(1, 0)});
  for (int number = 1; number < kRequests; ++number, ticket = latest_) EXPECT_EQ(next_after(ticket), id_of(1, number));
  EXPECT_EQ(scheduler_.take_unanswered().size(), 0U);
}

TEST_F(TurnsTest, AResponseOnAnotherConnectionShowsNothing) {
  SessionScheduler scheduler(SessionKeys({"header:User"}), 10s);
  Message first = make_message(MessageType::request, id_of(1, 1), "GET / HTTP/1.1\r\nUser: a\r\n\r\n");
  Message second = make_message(MessageType::request, id_of(2, 1), "GET / HTTP/1.1\r\nUser: a\r\n\r\n");
  EXPECT_NE(scheduler.arrive(first, now_).ticket, 0U);
  EXPECT_EQ(scheduler.arrive(second, now_).ticket, 0U);
  Message answer = response(2, 1);
  EXPECT_TRUE(scheduler.hold_back(answer));
  EXPECT_EQ(texts(scheduler.take_unanswered()), std::vector<std::string>());
}

TEST_F(TurnsTest, OneRequestOfASessionAtATimeInOrder) {
  const Ticket first = arrive(1, 1);
  EXPECT_NE(first, 0U);
  EXPECT_NE(arrive(2, 1), 0U) << "another session does not wait";
  EXPECT_EQ(arrive(1, 2), 0U);
  EXPECT_EQ(arrive(1, 3), 0U);
  EXPECT_EQ(next_after(first), id_of(1, 2));
  EXPECT_EQ(next_after(first), "") << "released twice";
  EXPECT_EQ(next_after(latest_), id_of(1, 3));
  EXPECT_EQ(next_after(latest_), "");
  EXPECT_NE(arrive(1, 4), 0U);
}

TEST_F(TurnsTest, AResponseWaitsUntilItsRequestHasGoneOn) {
  const Ticket first = arrive(1, 1);
  EXPECT_FALSE(hold_back(response(1, 1)));
  arrive(1, 2);
  EXPECT_TRUE(hold_back(response(1, 2)));
  EXPECT_EQ(scheduler_.waiting(), 2U);
  EXPECT_EQ(next_after(first), id_of(1, 2));
  EXPECT_TRUE(hold_back(response(1, 2))) << "it is going on just now";
  EXPECT_EQ(scheduler_.has_gone_on(latest_).size(), 2U);
  EXPECT_TRUE(hold_back(response(1, 2)));
  EXPECT_EQ(scheduler_.has_gone_on(latest_).size(), 1U);
  EXPECT_TRUE(scheduler_.has_gone_on(latest_).empty());
  EXPECT_FALSE(hold_back(response(1, 2)));
  EXPECT_FALSE(hold_back(response(7, 7))) << "of a request that nobody has seen";
  EXPECT_EQ(scheduler_.waiting(), 0U);
}

TEST_F(TurnsTest, AReplayedResponseWaitsForTheRecordedOne) {
  const Ticket first = arrive(1, 1);
  EXPECT_FALSE(hold_back_replayed(first)) << "nothing says that there are recorded ones";
  EXPECT_FALSE(hold_back(response(1, 1)));
  const Ticket answer = scheduler_.depart(response(1, 1));
  EXPECT_TRUE(hold_back_replayed(first)) << "the response is still on its way";
  EXPECT_EQ(scheduler_.take_replayed(scheduler_.release_response(answer)).size(), 1U);
  EXPECT_FALSE(hold_back_replayed(first));

  const Ticket second = arrive(2, 1);
  EXPECT_TRUE(hold_back_replayed(second));
  EXPECT_TRUE(hold_back_replayed(second)) << "of another output";
  EXPECT_FALSE(hold_back(response(2, 1)));
  EXPECT_EQ(scheduler_.release_response(scheduler_.depart(response(2, 1))), second);
  EXPECT_EQ(scheduler_.take_replayed(second).size(), 2U);
  EXPECT_EQ(scheduler_.release_response(second), 0U) << "a request's";
  next_after(second);
  EXPECT_EQ(scheduler_.depart(response(2, 1)), 0U);

  const Ticket third = arrive(2, 2);
  EXPECT_TRUE(hold_back_replayed(third));
  arrive(2, 3);  // so there is no response to come
  EXPECT_EQ(scheduler_.take_replayed(third).size(), 1U);
  EXPECT_FALSE(hold_back_replayed(third));

  const Ticket fourth = arrive(3, 1);
  EXPECT_TRUE(hold_back_replayed(fourth));
  EXPECT_EQ(scheduler_.end_of_responses().size(), 1U);
  EXPECT_FALSE(hold_back_replayed(fourth));
  next_after(third);
  EXPECT_EQ(scheduler_.waiting(), 0U);
}

TEST_F(TurnsTest, WhereIdsComeAgainAReplayedResponseIsThatToItsOwnRequest) {
  const Ticket first = arrive(1, 1);
  hold_back(response(1, 1));
  scheduler_.release_response(scheduler_.depart(response(1, 1)));
  EXPECT_EQ(arrive(1, 1), 0U) << "the recording has begun anew";
  EXPECT_FALSE(hold_back_replayed(first));
  EXPECT_EQ(next_after(first), id_of(1, 1));
}

TEST_F(TurnsTest, WhatIsOverdueIsToldUntilItIsReleased) {
  const Ticket first = arrive(1, 1);
  now_ += 4s;
  const Ticket second = arrive(2, 1);
  EXPECT_EQ(scheduler_.next_overdue(), SessionScheduler::Time(10s));
  now_ += 5s;
  EXPECT_TRUE(scheduler_.overdue(now_).empty());
  now_ += 1s;
  EXPECT_EQ(scheduler_.overdue(now_), std::vector{first});
  next_after(first);
  EXPECT_TRUE(scheduler_.overdue(now_).empty());
  EXPECT_EQ(scheduler_.next_overdue(), SessionScheduler::Time(14s));
  next_after(second);
  EXPECT_FALSE(scheduler_.next_overdue());
}

TEST(SessionScheduler, AClientWhoseSessionBeginsWithAResponseWaitsForThatRequest) {
  SessionScheduler scheduler(SessionKeys({"cookie:sid"}), 10s);
  const auto arrive = [&](int connection, int number, const std::string& head) {
    Message message = make_message(MessageType::request, id_of(connection, number), head + "\r\n\r\n");
    return scheduler.arrive(message, {}).ticket;
  };
  const Ticket login = arrive(1, 1, "POST /login HTTP/1.1");
  Message answer = make_message(MessageType::response, id_of(1, 1), "HTTP/1.1 200 OK\r\nSet-Cookie: sid=x\r\n\r\n");
  EXPECT_FALSE(scheduler.hold_back(answer));
  EXPECT_EQ(arrive(2, 1, "GET / HTTP/1.1\r\nCookie: sid=x"), 0U) << "over another connection";
  EXPECT_NE(arrive(2, 2, "GET / HTTP/1.1\r\nCookie: sid=y"), 0U);
  const auto next = scheduler.release(login, {});
  ASSERT_TRUE(next);
  EXPECT_EQ(next->request.id.view(), id_of(2, 1));
  EXPECT_FALSE(scheduler.release(next->ticket, {}));
  EXPECT_EQ(scheduler.sessions(), 1U) << "that of y";
}

/// Against the plainest description of what turns are, with requests that end early, late, twice or never.
class Model {
 public:
  explicit Model(unsigned seed) : rng_(seed) {}

  void step() {
    switch (pick(10)) {
      case 0:
      case 1:
      case 2:
        return arrive();
      case 3:
        return respond();
      case 4:
      case 5:
        return end_one();
      case 6:
        return end_again();
      case 7:
        return replay();
      case 8:
        return end_response();
      default:
        return wait();
    }
  }

  void finish() {
    std::size_t waiting = 0;
    for (const auto& [key, session] : sessions_) {
      for (const Waiting& one : session.waiting) waiting += 1 + one.responses;
      waiting += session.replayed;
    }
    EXPECT_EQ(scheduler_.waiting(), waiting);
    EXPECT_EQ(scheduler_.take_all().size(), waiting);
    EXPECT_EQ(scheduler_.waiting(), 0U);
    EXPECT_EQ(arrived_, gone_ + waiting);
  }

 private:
  static constexpr int kSessions = 30;
  static constexpr auto kPatience = 1000ms;
  enum class Response { none, under_way, ended };
  struct Waiting {
    int number;
    std::size_t responses = 0;
  };
  struct Session {
    Ticket in_flight = 0;
    SessionScheduler::Time since{};
    std::deque<Waiting> waiting;
    int last = 0;
    Response response = Response::none;  // to that in flight
    std::size_t replayed = 0;            // to that in flight, that wait
  };

  unsigned pick(unsigned n) { return std::uniform_int_distribution<unsigned>(0, n - 1)(rng_); }

  void arrive() {
    const int key = static_cast<int>(pick(kSessions));
    Session& session = sessions_[key];
    Message message = request(key, ++session.last);
    ++arrived_;
    const auto [ticket, waits_for] = scheduler_.arrive(message, now_);
    ASSERT_EQ(waits_for, session.in_flight);
    ASSERT_EQ(ticket != 0, waits_for == 0);
    if (ticket == 0) {
      session.waiting.push_back({session.last});
      return take_replayed(session, scheduler_.take_replayed(waits_for));
    }
    ++gone_;
    note_departure(session, ticket);
  }

  void respond() {
    const int key = static_cast<int>(pick(kSessions));
    Session& session = sessions_[key];
    if (session.last == 0) return;
    const int number = 1 + static_cast<int>(pick(static_cast<unsigned>(session.last)));
    Message message = response(key, number);
    ++arrived_;
    expects_responses_ = true;
    const auto waiting = std::find_if(session.waiting.begin(), session.waiting.end(),
                                      [&](const Waiting& one) { return one.number == number; });
    ASSERT_EQ(scheduler_.hold_back(message), waiting != session.waiting.end());
    if (waiting != session.waiting.end()) {
      ++waiting->responses;
      return;
    }
    go_on(key, message);
  }

  /// A recorded response goes on.
  void go_on(int key, const Message& message) {
    ++gone_;
    Session& session = sessions_[key];
    const Ticket ticket = scheduler_.depart(message);
    const bool is_of_that_in_flight = message.id.view() == id_of(key, in_flight(session)) && session.in_flight != 0;
    ASSERT_EQ(ticket != 0, is_of_that_in_flight);
    if (ticket == 0) return;
    session.response = Response::under_way;
    responses_.push_back({key, session.in_flight, ticket});
  }

  void end_response() {
    if (responses_.empty()) return;
    std::swap(responses_[pick(static_cast<unsigned>(responses_.size()))], responses_.back());
    const auto [key, of, ticket] = responses_.back();
    responses_.pop_back();
    ASSERT_EQ(scheduler_.release_response(ticket), of);
    Session& session = sessions_[key];
    const auto replayed = scheduler_.take_replayed(of);
    if (session.in_flight != of) return;
    session.response = Response::ended;
    take_replayed(session, replayed);
  }

  void replay() {
    const int key = static_cast<int>(pick(kSessions));
    Session& session = sessions_[key];
    if (session.in_flight == 0) return;
    Message message = gor::replayed(key, in_flight(session));
    ++arrived_;
    const bool waits = waits_for_response(session);
    ASSERT_EQ(scheduler_.hold_back_replayed(message, session.in_flight), waits);
    ++(waits ? session.replayed : gone_);
  }

  bool waits_for_response(const Session& session) const {
    if (session.response == Response::under_way) return true;
    return session.response == Response::none && expects_responses_ && session.waiting.empty();
  }

  void take_replayed(Session& session, const std::vector<Message>& messages) {
    ASSERT_EQ(messages.size(), waits_for_response(session) ? 0 : session.replayed);
    gone_ += messages.size();
    session.replayed -= messages.size();
  }

  static int in_flight(const Session& session) {
    if (session.in_flight == 0) return 0;
    return session.waiting.empty() ? session.last : session.waiting.front().number - 1;
  }

  void end_one() {
    const int key = static_cast<int>(pick(kSessions));
    // A replayed response that waits holds the ticket too.
    if (sessions_[key].in_flight != 0 && sessions_[key].replayed == 0) release(key);
  }

  /// Late, or twice.
  void end_again() {
    if (ended_.empty()) return;
    ASSERT_FALSE(scheduler_.release(ended_[pick(static_cast<unsigned>(ended_.size()))], now_));
  }

  void wait() {
    now_ += std::chrono::milliseconds(pick(300));
    auto overdue = scheduler_.overdue(now_);
    std::sort(overdue.begin(), overdue.end());
    std::vector<Ticket> expected;
    std::vector<int> keys;
    for (const auto& [key, session] : sessions_) {
      if (session.in_flight == 0 || session.since + kPatience > now_) continue;
      expected.push_back(session.in_flight);
      keys.push_back(key);
    }
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(overdue, expected);
    for (const int key : keys) {
      sessions_[key].response = Response::ended;
      take_replayed(sessions_[key], scheduler_.take_replayed(sessions_[key].in_flight));
      release(key);
    }
  }

  void release(int key) {
    Session& session = sessions_[key];
    const Ticket ticket = std::exchange(session.in_flight, 0);
    ended_.push_back(ticket);
    if (ended_.size() > 1000) ended_.pop_front();
    const auto turn = scheduler_.release(ticket, now_);
    ASSERT_EQ(turn.has_value(), !session.waiting.empty());
    if (!turn) return;
    const Waiting next = session.waiting.front();
    session.waiting.pop_front();
    ASSERT_EQ(turn->request.id.view(), id_of(key, next.number));
    const auto responses = scheduler_.has_gone_on(turn->ticket);
    ASSERT_EQ(responses.size(), next.responses);
    if (!responses.empty()) {
      ASSERT_TRUE(scheduler_.has_gone_on(turn->ticket).empty());
    }
    ++gone_;
    note_departure(session, turn->ticket);
    for (const Message& one : responses) go_on(key, one);
  }

  void note_departure(Session& session, Ticket ticket) {
    session.in_flight = ticket;
    session.response = Response::none;
    session.since = now_;
  }

  std::mt19937 rng_;
  SessionScheduler::Time now_{};
  SessionScheduler scheduler_{SessionKeys(), kPatience};
  std::map<int, Session> sessions_;
  std::deque<Ticket> ended_;
  std::vector<std::tuple<int, Ticket, Ticket>> responses_;  // under way: session, request, ticket
  bool expects_responses_ = false;
  std::size_t arrived_ = 0;
  std::size_t gone_ = 0;
};

TEST(SessionScheduler, FollowTheModelForAMillionSteps) {
  Model model(20);
  for (int step = 0; step < 1'000'000 && !testing::Test::HasFatalFailure(); ++step) model.step();
  model.finish();
}

}  // namespace
}  // namespace gor
