// SPDX-License-Identifier: Apache-2.0
// What a connection's packets become: framing, pairing, tunnels, the beginning and the end.
#include <map>

#include <gtest/gtest.h>

#include "support/wire.hpp"

namespace gor::capture {
namespace {

using test::Tap;
using test::Wire;
using test::WireSegment;
using Payloads = std::vector<std::string>;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kPost = "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

Wire wire(std::uint16_t port = 40000) {
  return {port, 1000, 9000};
}

TEST(Conversation, GivesARequestAndItsResponseTheSameId) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk}));
  const auto& messages = tap.messages();
  EXPECT_EQ(messages[0].id, messages[1].id);
  EXPECT_EQ(messages[0].id.view().size(), 24U);
  EXPECT_EQ(messages[0].id.view().substr(0, 8), "9c400050");
  EXPECT_LT(messages[0].timestamp, messages[1].timestamp);
  EXPECT_EQ(messages[0].latency.count(), 0);
}

TEST(Conversation, LatencyIsTheTimeFromTheFirstToTheLastPacket) {
  Wire w = wire();
  Tap tap;
  tap.see(w.split(0, kPost, {10, 20}));
  ASSERT_EQ(tap.messages().size(), 1U);
  EXPECT_EQ(tap.messages()[0].latency, std::chrono::milliseconds(2));
}

TEST(Conversation, PairsPipelinedRequestsInOrder) {
  for (const int count : {2, 10}) {
    Wire w = wire();
    std::string requests;
    std::string responses;
    for (int i = 0; i < count; ++i) {
      requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n";
      responses += "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(i);
    }
    Tap tap;
    // The last request is cut in two segments, and so is the last response.
    tap.see(w.handshake()).see(w.split(0, requests, {requests.size() - 5}));
    tap.see(w.split(1, responses, {responses.size() - 5}));
    ASSERT_EQ(tap.messages().size(), static_cast<std::size_t>(2 * count));
    std::map<std::string, std::string> target_by_id;
    for (const Message& message : tap.messages()) {
      const std::string id(message.id.view());
      if (message.type == MessageType::request) {
        target_by_id[id] = message.payload.view().substr(5, 1);
      } else {
        EXPECT_EQ(target_by_id[id], message.payload.view().substr(message.payload.size() - 1));
      }
    }
    EXPECT_EQ(target_by_id.size(), static_cast<std::size_t>(count));
  }
}

TEST(Conversation, WithholdsAnEarlyResponseUntilItsRequestIsWhole) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {kPost.size() - 2});
  tap.see(parts[0]).see(w.server(kOk));
  EXPECT_TRUE(tap.messages().empty());
  tap.see(parts[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk}));
}

TEST(Conversation, EndsResponsesWithoutBodyAtTheirHead) {
  for (const std::string status : {"204 No Content", "304 Not Modified"}) {
    Wire w = wire();
    Tap tap;
    const std::string response = "HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n";
    tap.see(w.client(kGet)).see(w.server(response)).see(w.client(kGet)).see(w.server(kOk));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + response, "1" + kGet, "2" + kOk}));
  }
  Wire w = wire();
  Tap tap;
  const std::string head = "HEAD / HTTP/1.1\r\n\r\n";
  const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  tap.see(w.client(head)).see(w.server(response)).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + head, "2" + response, "1" + kGet, "2" + kOk}));
}

TEST(Conversation, EndsAResponseWithoutLengthWithTheConnection) {
  const std::string response = "HTTP/1.0 200 OK\r\n\r\nsome data";
  Wire w = wire();
  Tap tap;
  tap.see(w.client(kGet)).see(w.split(1, response, {25}));
  EXPECT_EQ(tap.messages().size(), 1U);
  tap.see(w.fin(1));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + response}));
}

TEST(Conversation, AResponseWithoutLengthThatIsResetOrHasAHoleIsNotWhole) {
  const std::string response = "HTTP/1.0 200 OK\r\n\r\nsome data";
  Wire w = wire();
  Tap tap;
  tap.see(w.client(kGet)).see(w.split(1, response, {25})).see(w.rst(1));
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kGet});
  EXPECT_EQ(tap.station.dropped("connection ended inside").total(), 1U);
  Wire other = wire(40001);
  tap.see(other.client(kGet));
  const auto parts = other.split(1, response, {25, 27});
  tap.see(parts[0]).see(parts[2]).see(other.fin(1)).pass(std::chrono::seconds(3)).end();
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kGet}));
  EXPECT_EQ(tap.station.dropped("lost packet").total(), 1U);
}

TEST(Conversation, TakesExpectOutAndSkipsTheInterimResponse) {
  Wire w = wire();
  Tap tap;
  tap.see(w.client("POST /b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
  tap.see(w.server("HTTP/1.1 100\r\nX: y\r\n\r\n")).see(w.client("hello")).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk}));
  EXPECT_EQ(tap.messages()[0].id, tap.messages()[1].id);
}

TEST(Conversation, SetsTheClientsAddressWhereAsked) {
  auto options = Tap::tracking();
  options.conversation.realip_header = "X-Real-IP";
  Wire w = wire();
  Tap tap(options);
  tap.see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), (Payloads{"1GET /a HTTP/1.1\r\nX-Real-IP: 10.0.0.1\r\nHost: x\r\n\r\n"}));
}

TEST(Conversation, NothingComesOutAfterAnAcceptedUpgradeOrConnect) {
  const std::string upgrade = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const std::string connect = "CONNECT a:443 HTTP/1.1\r\n\r\n";
  const std::string switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  const std::string established = "HTTP/1.1 200 OK\r\n\r\n";
  for (const auto& [request, response] : {std::pair{upgrade, switching}, std::pair{connect, established}}) {
    for (const bool tracked : {true, false}) {
      auto options = Tap::tracking();
      options.conversation.track_responses = tracked;
      Wire w = wire();
      Tap tap(options);
      tap.see(w.client(request))
          .see(w.server(response))
          .see(w.client(kGet))
          .see(w.server(kOk))
          .see(w.client("\x81\x05"));
      const Payloads expected = tracked ? Payloads{"1" + request, "2" + response} : Payloads{"1" + request};
      EXPECT_EQ(tap.payloads(), expected);
    }
  }
}

TEST(Conversation, GoesOnAfterAnOfferThatTheServerIgnores) {
  const std::string upgrade = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  Wire w = wire();
  Tap tap;
  tap.see(w.client(upgrade)).see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.messages().size(), 4U);
}

TEST(Conversation, WithoutResponsesATunnelIsKnownByWhatFollows) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake())
      .see(w.client("CONNECT a:443 HTTP/1.1\r\n\r\n"))
      .see(w.client("\x16\x03\x01garbage"))
      .see(w.client(kGet));
  EXPECT_EQ(tap.messages().size(), 1U);
  Wire other = wire(40001);
  tap.see(other.handshake()).see(other.client("GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n")).see(other.client(kGet));
  EXPECT_EQ(tap.messages().size(), 3U);
}

TEST(Conversation, OtherProtocolsAreCountedAndGiveNothing) {
  Tap tap;
  std::uint16_t port = 40000;
  for (const std::string first :
       {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02", "random bytes\r\n", "\r\n\r\n"}) {
    Wire w = wire(port++);
    tap.see(w.handshake()).see(w.client(first)).see(w.client(std::string(1000, '\x01'))).see(w.fin(0));
  }
  EXPECT_TRUE(tap.end().messages().empty());
  EXPECT_EQ(tap.station.figure("connections of other protocols").get(), 2U);
  EXPECT_EQ(tap.station.held(), 0);
}

TEST(Conversation, BegunInTheMiddleItWaitsForTheNextRequest) {
  for (const std::string rest : {"rest of a body", "a: b\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "word word word"}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.client(rest)).see(w.client(kGet)).see(w.server(kOk));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk})) << rest;
  }
}

TEST(Conversation, TheRestOfAMethodIsNoMethod) {
  const std::string post = "POST /c HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
  for (const std::string start : {"OST", "ST", "xT", "xxPOST", "XPOST"}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.split(0, start + post.substr(4), {start.size() - 1})).see(w.client("QUERY" + kGet.substr(3)));
    EXPECT_EQ(tap.payloads(), Payloads{"1QUERY" + kGet.substr(3)}) << start;
  }
}

TEST(Conversation, AResponseToARequestBeforeTheCaptureDoesNotShiftThePairs) {
  Wire w = wire();
  Tap tap;
  tap.see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.messages().size(), 3U);
  EXPECT_FALSE(tap.messages()[0].id == tap.messages()[1].id);
  EXPECT_EQ(tap.messages()[1].id, tap.messages()[2].id);
  EXPECT_EQ(tap.station.figure("responses without request").get(), 1U);
}

TEST(Conversation, ANewSynOnTheSamePortsDropsTheOldState) {
  Wire old = wire();
  Tap tap;
  tap.see(old.handshake()).see(old.client(kPost.substr(0, 40)));
  Wire w(40000, 777'000, 555'000);
  tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk}));
  EXPECT_EQ(tap.station.dropped("connection ended inside").total(), 1U);
}

TEST(Conversation, ARepeatedSynChangesNothing) {
  Wire w = wire();
  Tap tap;
  const auto handshake = w.handshake();
  tap.see(handshake).see(handshake[0]);
  const auto parts = w.split(0, kPost, {30});
  tap.see(parts[0]).see(handshake).see(parts[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost}));
}

TEST(Conversation, TakesDataOnTheSyn) {
  Wire w = wire();
  Tap tap;
  auto syn = w.handshake()[0];
  syn.payload = kGet;
  tap.see(syn);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet}));
}

TEST(Conversation, KeepsTheSameClientPortAgainstTwoServicesApart) {
  auto options = Tap::tracking();
  options.conversation.ports = {80, 81};
  Wire first(40000, 1, 1, 80);
  Wire second(40000, 1, 1, 81);
  Tap tap(options);
  const auto a = first.split(0, kPost, {20});
  const auto b = second.split(0, kGet, {10});
  tap.see(a[0]).see(b[0]).see(a[1]).see(b[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "1" + kGet}));
}

TEST(Conversation, KeepsTheSameAddressesInTwoVirtualNetworksApart) {
  Wire first = wire();
  Wire second = wire();
  Tap tap;
  auto a = first.split(0, kPost, {20});
  auto b = second.split(0, kGet, {10});
  for (WireSegment& segment : b) segment.segment.network = 42;
  tap.see(a[0]).see(b[0]).see(a[1]).see(b[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "1" + kGet}));
}

TEST(Conversation, WithoutPortsTheFirstPayloadTellsWhoIsTheClient) {
  auto options = Tap::tracking();
  options.conversation.ports = {};
  Wire w = wire();
  Tap tap(options);
  tap.see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"2" + kOk, "1" + kGet, "2" + kOk}));
}

TEST(Conversation, CutsAMessageOverTheLimitAndMarksIt) {
  auto options = Tap::tracking();
  options.conversation.message_limit = 50;
  Wire w = wire();
  Tap tap(options);
  const std::string large = "POST / HTTP/1.1\r\nContent-Length: 10000\r\n\r\n" + std::string(10'000, 'x');
  tap.see(w.split(0, large, {3000, 6000})).see(w.client(kGet));
  ASSERT_EQ(tap.payloads(), (Payloads{"1" + large.substr(0, 50), "1" + kGet}));
  EXPECT_TRUE(tap.messages()[0].cut_off);
  EXPECT_FALSE(tap.messages()[1].cut_off);
}

TEST(Conversations, HoldNoMoreThanTheMemoryLimit) {
  auto options = Tap::tracking();
  options.memory = MemoryBudget::of(1 << 20);
  Tap tap(options);
  for (std::uint16_t port = 10000; port < 10200; ++port) {
    Wire w = wire(port);
    tap.see(w.client("POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n" + std::string(20'000, 'x')));
    EXPECT_LE(tap.conversations().bytes(), options.memory->limit() + 100'000);
  }
  EXPECT_GT(tap.station.dropped("memory limit").total(), 150U);
  tap.end();
  EXPECT_EQ(tap.station.held(), 0);
}

TEST(Conversations, WhatWaitsBehindAHoleComesOutWhenItsMemoryIsNeeded) {
  auto options = Tap::tracking();
  options.memory = MemoryBudget::of(1 << 20);
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x');
  Tap tap(options);
  Wire w = wire();
  tap.see(w.handshake());
  w.client(kGet);  // lost
  for (int i = 0; i < 8; ++i) tap.see(w.split(0, post, {50'000}));
  EXPECT_TRUE(tap.messages().empty());
  for (std::uint16_t port = 10000; port < 10010; ++port) tap.see(wire(port).client(post.substr(0, 90'000)));
  EXPECT_EQ(tap.messages().size(), 8U);
  tap.end();
  EXPECT_EQ(tap.station.held(), 8) << "in finished()";
}

TEST(Conversations, TheConnectionAtWorkGoesTooWhenItAloneHoldsTooMuch) {
  auto options = Tap::tracking();
  options.memory = MemoryBudget::of(1 << 20);
  Tap tap(options);
  Wire w = wire();
  tap.see(w.handshake());
  w.client(kGet);  // lost
  for (int i = 0; i < 100; ++i) {
    tap.see(w.client("POST / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + std::string(20'000, 'x')));
    EXPECT_LE(tap.conversations().bytes(), options.memory->limit());
  }
  tap.end();
  EXPECT_GT(tap.messages().size(), 90U);
  EXPECT_GE(tap.station.figure("holes").get(), 1U);
}

TEST(Conversations, TinySegmentsInDescendingOrderCostNoMoreThanTheMemoryLimit) {
  auto options = Tap::tracking();
  options.memory = MemoryBudget::of(8 << 20);
  Tap tap(options);
  Wire w = wire();
  tap.see(w.handshake());
  WireSegment tiny = w.client("x");
  tiny.segment.sequence += 1'000'000;
  for (int i = 0; i < 300'000; ++i) {
    --tiny.segment.sequence;
    tap.see(tiny);
    ASSERT_LE(tap.conversations().bytes(), options.memory->limit());
  }
}

TEST(Conversations, AResponseThatWaitsForItsRequestCounts) {
  Tap tap;
  Wire w = wire();
  tap.see(w.handshake()).see(w.split(0, kPost, {kPost.size() - 1})[0]);
  const std::size_t before = tap.conversations().bytes();
  tap.see(w.server("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + std::string(50'000, 'x')));
  EXPECT_GE(tap.conversations().bytes(), before + 50'000);
}

TEST(Conversations, ForgetClosedConnections) {
  Tap tap;
  for (std::uint16_t port = 10000; port < 10100; ++port) {
    Wire w = wire(port);
    tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk)).see(w.fin(1)).see(w.fin(0));
  }
  EXPECT_EQ(tap.messages().size(), 200U);
  tap.pass(std::chrono::seconds(3));
  EXPECT_EQ(tap.conversations().size(), 0U);
  EXPECT_EQ(tap.conversations().bytes(), 0U);
}

TEST(Conversations, ALateRepetitionAfterTheEndGivesNoSecondMessage) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto get = w.client(kGet);
  tap.see(get).see(w.server(kOk)).see(w.fin(0)).see(w.fin(1)).see(get);
  EXPECT_EQ(tap.messages().size(), 2U);
}

// Anyone can write a sequence number.

TEST(Conversation, ASegmentFarAheadDoesNotBecomeThePosition) {
  for (const std::uint32_t far : {40U << 20, 1U << 30, 3U << 30}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.handshake()).see(w.client(kGet));
    WireSegment forged = Wire(w).client("forged");
    forged.segment.sequence += far;
    tap.see(forged).pass(std::chrono::seconds(5)).see(w.client(kPost)).see(w.client(kGet));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "1" + kGet})) << far;
    EXPECT_EQ(tap.station.figure("segments out of place").get(), 1U);
  }
}

TEST(Conversation, ASegmentALittleAheadCostsNoMoreThanItself) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  WireSegment forged = Wire(w).client("forged");
  forged.segment.sequence += 100'000;
  tap.see(forged).pass(std::chrono::seconds(5)).see(w.client(kPost)).see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "1" + kGet}));
}

TEST(Conversation, AnotherConnectionWhoseSynWasLostIsFoundAfterAFewSegments) {
  for (const std::uint32_t first : {0x7000'0000U, 0xf000'0000U}) {
    Wire stale = wire();
    Wire w(40000, first, 555);
    Tap tap;
    tap.see(stale.handshake()).see(stale.client(kGet));
    for (int i = 0; i < 5; ++i) tap.see(w.client(kPost));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "1" + kPost, "1" + kPost}));
    EXPECT_EQ(tap.station.figure("segments out of place").get(), 2U);
  }
}

TEST(Conversation, ForgedRstAndSynEndNothing) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {41});
  WireSegment rst = Wire(w).rst(0);
  rst.segment.sequence += 1U << 30;
  WireSegment syn = Wire(40000, 77'000'000, 1).handshake()[0];
  tap.see(parts[0]).see(rst).see(syn).see(parts[1]).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk}));
}

TEST(Conversation, ARstInAnswerToTheSynEndsIt) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()[0]);
  WireSegment refusal = Wire(40000, 1001, 0).rst(1);
  tap.see(refusal);
  EXPECT_EQ(tap.conversations().size(), 0U);
}

TEST(Conversation, WhatGoesOnAfterAForgedRstIsCountedOrComesOut) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {41});
  tap.see(parts[0]).see(Wire(w).rst(1)).see(parts[1]).pass(std::chrono::seconds(3));
  tap.see(w.split(0, kPost, {41})).see(w.client(kGet)).end();
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "1" + kGet}));
  EXPECT_EQ(tap.station.dropped("connection ended inside").total(), 1U);
  EXPECT_EQ(tap.station.held(), 2) << "in finished()";
}

TEST(Conversation, OfTwoSynAcksTheOneThatTheClientAcknowledgesDecides) {
  for (const bool first_counts : {true, false}) {
    Wire w = wire();
    Tap tap;
    auto handshake = w.handshake();
    WireSegment other = handshake[1];
    other.segment.sequence += 5'000'000;
    tap.see(handshake[0]).see(first_counts ? handshake[1] : other).see(first_counts ? other : handshake[1]);
    tap.see(w.acknowledge(0)).see(w.client(kGet)).see(w.server(kOk));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk})) << first_counts;
  }
}

TEST(Conversation, AnotherConnectionWhoseSynAloneWasMissedSharesNothingWithTheOldOne) {
  Wire old = wire();
  Tap tap;
  tap.see(old.handshake()).see(old.client(kGet));
  Wire w(40000, 777'000, 555'000);
  tap.see(w.handshake()[1]).see(w.acknowledge(0)).see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk, "1" + kGet, "2" + kOk}));
  EXPECT_FALSE(tap.messages()[0].id == tap.messages()[1].id);
  EXPECT_EQ(tap.messages()[2].id, tap.messages()[3].id);
}

TEST(Conversation, ARequestOnTheSynIsPairedWhateverTheServersNumber) {
  for (const std::uint32_t server_first : {9000U, 0x9000'0000U, 0xffff'fff0U}) {
    Wire w(40000, 1000, server_first);
    Tap tap;
    auto handshake = w.handshake();
    Wire with_data(40000, 1000 + static_cast<std::uint32_t>(kGet.size()), server_first);
    handshake[0].payload = kGet;
    handshake[0].segment.acknowledgement = 0;
    handshake[1].segment.acknowledgement += static_cast<std::uint32_t>(kGet.size());
    with_data.handshake();
    tap.see(handshake).see(with_data.server(kOk)).see(with_data.client(kGet)).see(with_data.server(kOk));
    ASSERT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk, "1" + kGet, "2" + kOk}));
    EXPECT_EQ(tap.messages()[0].id, tap.messages()[1].id);
    EXPECT_EQ(tap.messages()[2].id, tap.messages()[3].id);
  }
}

// Joined in the middle, or seen out of order.

TEST(Conversation, TheFirstSegmentsMayComeInAnyOrder) {
  {
    Wire w = wire();
    Tap tap;
    const auto handshake = w.handshake();
    const auto parts = w.split(0, kPost, {10, 41});
    tap.see(handshake[1]).see(parts[1]).see(handshake[0]).see(parts[2]).see(parts[0]).see(w.server(kOk));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk})) << "SYN+ACK before SYN";
  }
  {
    Wire w = wire();
    Tap tap;
    const auto response = w.client(kGet);
    const auto parts = w.split(1, kOk, {10, 20});
    tap.see(response).see(parts[1]).see(parts[0]).see(parts[2]);
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk})) << "the client's acknowledgement tells the start";
  }
  {
    Wire w = wire();
    Tap tap;
    tap.see(w.acknowledge(0));
    const auto parts = w.split(0, kPost, {10, 41});
    tap.see(parts[1]).see(parts[2]).see(parts[0]);
    EXPECT_EQ(tap.payloads(), Payloads{"1" + kPost}) << "an empty segment of its own tells the start";
  }
}

TEST(Conversation, AStartThatComesLateIsCountedOrComesOut) {
  Wire w = wire();
  Tap tap;
  const auto parts = w.split(0, kPost, {41});
  tap.see(parts[1]).see(parts[0]).see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kGet});
  EXPECT_EQ(tap.station.dropped("lost packet").total(), 1U);
  Wire other = wire(40001);
  const auto first = other.client(kPost);
  tap.see(other.client(kGet)).see(first).see(other.client(kGet));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kGet, "1" + kPost, "1" + kGet}));
}

TEST(Conversation, WithoutPortsOnlyAWholeStartLineTellsWhoIsTheClient) {
  auto options = Tap::tracking();
  options.conversation.ports = {};
  Tap tap(options);
  std::uint16_t port = 40000;
  for (const std::string fragment : {"H", "HTTP/1", "a", "GET"}) {
    for (const int from : {0, 1}) {
      Wire w = wire(port++);
      tap.see(from == 0 ? w.client(fragment) : w.server(fragment)).see(w.client(kGet)).see(w.server(kOk));
    }
  }
  EXPECT_EQ(tap.messages().size(), 16U);
  // A body that is a request itself.
  Wire w = wire(port);
  tap.see(w.server(kGet.substr(0, kGet.size() - 2))).see(w.client(kGet)).see(w.server(kOk)).see(w.client(kPost));
  EXPECT_EQ(tap.messages().size(), 19U);
}

// After the end.

TEST(Conversations, ARetransmissionLongAfterTheCloseGivesNoSecondMessage) {
  for (const bool reset : {false, true}) {
    for (const bool tracked : {true, false}) {
      auto options = Tap::tracking();
      options.conversation.track_responses = tracked;
      Wire w = wire();
      Tap tap(options);
      tap.see(w.handshake());
      const auto get = w.client(kGet);
      const auto ok = w.server(kOk);
      tap.see(get).see(ok);
      if (reset) {
        tap.see(w.rst(0));
      } else {
        tap.see(w.fin(0)).see(w.fin(1)).see(w.acknowledge(0));
      }
      for (const int ms : {300, 600, 1200, 2400, 4800, 9600, 19200}) {
        tap.pass(std::chrono::milliseconds(ms)).see(get);
        if (tracked) tap.see(ok).see(w.acknowledge(0));
      }
      EXPECT_EQ(tap.messages().size(), tracked ? 2U : 1U);
      EXPECT_EQ(tap.conversations().size(), 0U);
      Wire again(40000, 70'000, 50'000);
      tap.see(again.handshake()).see(again.client(kGet));
      EXPECT_EQ(tap.messages().size(), tracked ? 3U : 2U) << "a new connection on the same ports";
    }
  }
}

TEST(Conversations, PortsInUseAgainAreFoundThoughTheSynWasLost) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk)).see(w.fin(0)).see(w.fin(1));
  Wire again(40000, 0x7000'0000, 0x3000'0000);
  tap.see(again.client(kGet)).see(again.server(kOk));
  EXPECT_EQ(tap.messages().size(), 4U);
}

// What is no message.

TEST(Conversation, TextThatNeverHadAStartLineIsNoMessage) {
  Tap tap;
  std::uint16_t port = 40000;
  for (const std::string text : {"a", "hello", "hello world\r\n", "GET nothing\r\n\r\n"}) {
    Wire w = wire(port++);
    tap.see(w.handshake()).see(w.client(text)).see(w.fin(0)).see(w.fin(1));
  }
  tap.end();
  EXPECT_TRUE(tap.messages().empty());
  EXPECT_EQ(tap.station.born.total(), 0U);
  EXPECT_EQ(tap.station.figure("segments that begin no message").get(), 4U);
}

TEST(Conversation, AStartLineIsBelievedOverOtherBytesWithItsNumbers) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  WireSegment odd = Wire(w).client(std::string_view("\0\0", 2));
  tap.see(odd).see(w.client(kGet)).see(w.client(kPost)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "2" + kOk}));
  EXPECT_EQ(tap.station.figure("conflicting copies").get(), 1U);
}

TEST(Pairing, AfterALostResponseWhatIsAmbiguousIsAnOrphan) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet + kGet + kGet));
  w.server(kOk);  // lost
  tap.see(w.server(kOk)).see(w.server(kOk)).pass(std::chrono::seconds(3));
  ASSERT_EQ(tap.messages().size(), 5U);
  for (std::size_t request = 0; request < 3; ++request) {
    for (std::size_t response = 3; response < 5; ++response) {
      EXPECT_FALSE(tap.messages()[request].id == tap.messages()[response].id);
    }
  }
}

TEST(Pairing, AfterALostResponseTheNextAnswerIsPairedWhereTheClientWaitsForAnswers) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  w.server(kOk);  // lost
  tap.see(w.client(kGet)).see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk)).pass(std::chrono::seconds(3));
  ASSERT_EQ(tap.messages().size(), 5U);
  EXPECT_EQ(tap.messages()[1].id, tap.messages()[2].id);
  EXPECT_EQ(tap.messages()[3].id, tap.messages()[4].id);
}

}  // namespace
}  // namespace gor::capture
