// SPDX-License-Identifier: Apache-2.0
#include "capture/binary_protocol.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "tcp_connection_test.hpp"

namespace gor::capture {
namespace {

using namespace std::chrono_literals;

FlowTableOptions binary(bool track_responses = true) {
  FlowTableOptions options = Tap::tracking();
  options.connection.protocol = ProtocolKind::binary;
  options.connection.track_responses = track_responses;
  return options;
}

std::uint64_t lost(Tap& tap) {
  return tap.station.dropped("lost packet").total();
}

TEST(BinaryProtocol, AnAnswerEndsAMessage) {
  Wire w = wire();
  Tap tap(binary());
  tap.see(w.handshake()).see(w.split(0, "one", {1, 2})).see(w.split(1, "two", {1})).see(w.client("three"));
  EXPECT_EQ(tap.payloads(), (Payloads{"1one", "2two"}));
  tap.see(w.server("four")).see(w.client(std::string("\0\n", 2))).see(w.fin(0));
  ASSERT_EQ(tap.payloads(), (Payloads{"1one", "2two", "1three", "2four", std::string("1\0\n", 3)}));
  const auto& messages = tap.messages();
  EXPECT_EQ(messages[0].id, messages[1].id);
  EXPECT_EQ(messages[2].id, messages[3].id);
  EXPECT_NE(messages[1].id, messages[2].id);
  EXPECT_EQ(messages[0].id.session(), messages[4].id.session());
  EXPECT_EQ(messages[0].latency, 2ms);
}

TEST(BinaryProtocol, SilenceEndsAMessage) {
  Wire w = wire();
  Tap tap(binary());
  tap.see(w.handshake()).see(w.client("one")).pass(1500ms).see(w.client("more")).pass(1900ms);
  EXPECT_EQ(tap.payloads(), Payloads{});
  tap.pass(200ms);
  EXPECT_EQ(tap.payloads(), Payloads{"1onemore"});
  tap.see(w.client("two")).see(w.server("answer")).pass(2100ms).see(w.server("late")).pass(2100ms);
  EXPECT_EQ(tap.payloads(), (Payloads{"1onemore", "1two", "2answer", "2late"}));
  EXPECT_NE(tap.messages()[2].id, tap.messages()[3].id) << "unique within a recording";
  EXPECT_EQ(tap.station.counter(metrics::kOrphans).get(), 1U);
}

TEST(BinaryProtocol, AServerMaySpeakFirst) {
  Wire w = wire();
  Tap tap(binary());
  tap.see(w.handshake()).see(w.server("220 ready")).see(w.client("EHLO")).see(w.server("250 ok"));
  tap.end();
  EXPECT_EQ(tap.payloads(), (Payloads{"2220 ready", "1EHLO", "2250 ok"}));
}

TEST(BinaryProtocol, TheClientsAcknowledgementsShowAnswersThatAreNotSeen) {
  for (const bool sees_pure_acknowledgements : {false, true}) {
    Wire w = wire();
    Tap tap(binary(false));
    const auto handshake = w.handshake();
    tap.see(handshake[0]);
    tap.see(w.split(0, "onetwothree", {3, 6}));
    w.server("an answer");
    if (sees_pure_acknowledgements) {
      tap.see(w.acknowledge(0));
      EXPECT_EQ(tap.payloads(), Payloads{"1onetwothree"});
    }
    tap.see(w.client("four"));
    EXPECT_EQ(tap.payloads(), Payloads{"1onetwothree"});
    tap.end();
    EXPECT_EQ(tap.payloads(), (Payloads{"1onetwothree", "1four"}));
  }
}

TEST(BinaryProtocol, ResponsesThatAreNotWantedEndRequests) {
  Wire w = wire();
  Tap tap(binary(false));
  tap.see(w.handshake()).see(w.client("one")).see(w.server("answer"));
  EXPECT_EQ(tap.payloads(), Payloads{"1one"});
  tap.see(w.client("two")).end();
  EXPECT_EQ(tap.payloads(), (Payloads{"1one", "1two"}));
}

TEST(BinaryProtocol, ALostPacketCostsItsMessageAlone) {
  for (const std::size_t which : {0U, 1U, 2U}) {
    Wire w = wire();
    Tap tap(binary());
    tap.see(w.handshake()).see(w.client("before")).see(w.server("ok1"));
    const auto parts = w.split(0, "abcdef", {2, 4});
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i != which) tap.see(parts[i]);
    }
    tap.see(w.server("ok2")).see(w.client("after")).see(w.server("ok3")).end();
    EXPECT_EQ(tap.payloads(), (Payloads{"1before", "2ok1", "2ok2", "1after", "2ok3"})) << which;
    EXPECT_EQ(lost(tap), 1U) << which;
    EXPECT_EQ(tap.station.held(), 5) << "what is finished has not been taken";
  }
}

TEST(BinaryProtocol, AnIncompleteMessageIsPassedOnIfThatIsAllowed) {
  FlowTableOptions options = binary();
  options.connection.allow_incomplete = true;
  Wire w = wire();
  Tap tap(options);
  tap.see(w.handshake());
  const auto parts = w.split(0, "abcdef", {2, 4});
  tap.see(parts[0]).see(parts[2]).see(w.server("ok")).pass(300ms);
  ASSERT_EQ(tap.payloads(), Payloads{"1ab"});
  EXPECT_TRUE(tap.messages()[0].cut_off);
}

TEST(BinaryProtocol, ALongMessageIsCutOff) {
  FlowTableOptions options = binary();
  options.connection.message_limit = 10;
  Wire w = wire();
  Tap tap(options);
  tap.see(w.handshake())
      .see(w.client("0123456"))
      .see(w.client("789ab"))
      .see(w.client("cd"))
      .see(w.server("exactly 10"));
  tap.end();
  ASSERT_EQ(tap.payloads(), (Payloads{"10123456789", "2exactly 10"}));
  EXPECT_TRUE(tap.messages()[0].cut_off);
  EXPECT_FALSE(tap.messages()[1].cut_off);
}

TEST(BinaryProtocol, AResetEndsAMessage) {
  Wire w = wire();
  Tap tap(binary());
  tap.see(w.handshake()).see(w.client("bye")).see(w.rst(0));
  EXPECT_EQ(tap.payloads(), Payloads{"1bye"});
}

TEST(BinaryProtocol, TheFirstToSpeakIsTheClientWhereNothingElseShowsIt) {
  FlowTableOptions options = binary();
  options.connection.ports = {};
  Wire w = wire();
  Tap tap(options);
  tap.see(w.client("one")).see(w.server("two")).see(w.client("three")).end();
  EXPECT_EQ(tap.payloads(), (Payloads{"1one", "2two", "1three"}));
}

// Random turns, cut anywhere, doubled and reordered within a turn: all messages, in order, and paired.
TEST(BinaryProtocol, RandomTurnsComeOutAsTheyWere) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); };
    Wire w(40000, static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random()));
    Tap tap(binary());
    tap.see(w.handshake());
    Payloads expected;
    const std::size_t turns = 2 + 2 * below(10);
    for (std::size_t turn = 0; turn < turns; ++turn) {
      const int side = static_cast<int>(turn % 2);
      std::string payload(1 + below(200), ' ');
      for (char& byte : payload) byte = static_cast<char>(below(256));
      expected.push_back((side == 0 ? "1" : "2") + payload);
      std::vector<std::size_t> cuts;
      for (std::size_t at = 1 + below(50); at < payload.size(); at += 1 + below(50)) cuts.push_back(at);
      std::vector<WireSegment> segments = w.split(side, payload, cuts);
      const std::size_t doubled = below(segments.size());
      segments.push_back(segments[doubled]);
      if (below(2) == 0) std::shuffle(segments.begin(), segments.end(), random);
      tap.see(segments);
    }
    tap.see(w.fin(0)).see(w.fin(1)).end();
    ASSERT_EQ(tap.payloads(), expected) << "seed " << seed;
    for (std::size_t i = 0; i + 1 < expected.size(); i += 2) {
      EXPECT_EQ(tap.messages()[i].id, tap.messages()[i + 1].id);
    }
  }
}

}  // namespace
}  // namespace gor::capture
