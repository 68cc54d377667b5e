// SPDX-License-Identifier: Apache-2.0
// Where a connection begins and ends, whatever comes first, is missing or forged.
#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "tcp_connection_test.hpp"

namespace gor::capture {
namespace {

TEST(TcpConnection, BegunInTheMiddleItWaitsForTheNextRequest) {
  for (const std::string rest : {"rest of a body", "a: b\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "word word word"}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.client(rest)).see(w.client(kGet)).see(w.server(kOk));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk})) << rest;
  }
}

TEST(TcpConnection, TheRestOfAMethodIsNoMethod) {
  const std::string post = "POST /c HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
  for (const std::string start : {"OST", "ST", "xT", "xxPOST", "XPOST"}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.split(0, start + post.substr(4), {start.size() - 1})).see(w.client("QUERY" + kGet.substr(3)));
    EXPECT_EQ(tap.payloads(), Payloads{"1QUERY" + kGet.substr(3)}) << start;
  }
}

TEST(TcpConnection, AResponseToARequestBeforeTheCaptureDoesNotShiftThePairs) {
  Wire w = wire();
  Tap tap;
  tap.see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.messages().size(), 3U);
  EXPECT_FALSE(tap.messages()[0].id == tap.messages()[1].id);
  EXPECT_EQ(tap.messages()[1].id, tap.messages()[2].id);
  EXPECT_EQ(tap.station.counter(metrics::kOrphans).get(), 1U);
}

TEST(TcpConnection, ANewSynOnTheSamePortsDropsTheOldState) {
  Wire old = wire();
  Tap tap;
  tap.see(old.handshake()).see(old.client(kPost.substr(0, 40)));
  Wire w(40000, 777'000, 555'000);
  tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk}));
  EXPECT_EQ(tap.station.dropped("connection ended inside").total(), 1U);
}

TEST(TcpConnection, ARepeatedSynChangesNothing) {
  Wire w = wire();
  Tap tap;
  const auto handshake = w.handshake();
  tap.see(handshake).see(handshake[0]);
  const auto parts = w.split(0, kPost, {30});
  tap.see(parts[0]).see(handshake).see(parts[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost}));
}

TEST(TcpConnection, TakesDataOnTheSyn) {
  Wire w = wire();
  Tap tap;
  auto syn = w.handshake()[0];
  syn.payload = kGet;
  tap.see(syn);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet}));
}

TEST(TcpConnection, WithoutPortsTheFirstPayloadTellsWhoIsTheClient) {
  auto options = Tap::tracking();
  options.connection.ports = {};
  Wire w = wire();
  Tap tap(options);
  tap.see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"2" + kOk, "1" + kGet, "2" + kOk}));
}

TEST(TcpConnection, ASegmentFarAheadDoesNotBecomeThePosition) {
  for (const std::uint32_t far : {40U << 20, 1U << 30, 3U << 30}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.handshake()).see(w.client(kGet));
    WireSegment forged = Wire(w).client("forged");
    forged.segment.sequence += far;
    tap.see(forged).pass(std::chrono::seconds(5)).see(w.client(kPost)).see(w.client(kGet));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "1" + kGet})) << far;
    EXPECT_EQ(tap.station.counter(metrics::kOutOfWindow).get(), 1U);
  }
}

TEST(TcpConnection, ASegmentALittleAheadCostsNoMoreThanItself) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  WireSegment forged = Wire(w).client("forged");
  forged.segment.sequence += 100'000;
  tap.see(forged).pass(std::chrono::seconds(5)).see(w.client(kPost)).see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "1" + kGet}));
}

TEST(TcpConnection, AnotherConnectionWhoseSynWasLostIsFoundAfterAFewSegments) {
  for (const std::uint32_t first : {0x7000'0000U, 0xf000'0000U}) {
    Wire stale = wire();
    Wire w(40000, first, 555);
    Tap tap;
    tap.see(stale.handshake()).see(stale.client(kGet));
    for (int i = 0; i < 5; ++i) tap.see(w.client(kPost));
    EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "1" + kPost, "1" + kPost}));
    EXPECT_EQ(tap.station.counter(metrics::kOutOfWindow).get(), 2U);
  }
}

TEST(TcpConnection, ForgedRstAndSynEndNothing) {
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

TEST(TcpConnection, ARstInAnswerToTheSynEndsIt) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()[0]);
  WireSegment refusal = Wire(40000, 1001, 0).rst(1);
  tap.see(refusal);
  EXPECT_EQ(tap.flows().size(), 0U);
}

TEST(TcpConnection, WhatGoesOnAfterAForgedRstIsCountedOrComesOut) {
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

TEST(TcpConnection, OfTwoSynAcksTheOneThatTheClientAcknowledgesDecides) {
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

TEST(TcpConnection, AnotherConnectionWhoseSynAloneWasMissedSharesNothingWithTheOldOne) {
  Wire old = wire();
  Tap tap;
  tap.see(old.handshake()).see(old.client(kGet));
  Wire w(40000, 777'000, 555'000);
  tap.see(w.handshake()[1]).see(w.acknowledge(0)).see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk, "1" + kGet, "2" + kOk}));
  EXPECT_FALSE(tap.messages()[0].id == tap.messages()[1].id);
  EXPECT_EQ(tap.messages()[2].id, tap.messages()[3].id);
}

TEST(TcpConnection, ARequestOnTheSynIsPairedWhateverTheServersNumber) {
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

TEST(TcpConnection, TheFirstSegmentsMayComeInAnyOrder) {
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

TEST(TcpConnection, AStartThatComesLateIsCountedOrComesOut) {
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

TEST(TcpConnection, APROXYHeaderIsTakenOffAndSaysWhoTheClientIs) {
  const std::string line = "PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n";
  const std::string binary("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\2\1\xc0\0\2\x09\xdc\4\1\xbb", 28);
  const std::string real = "1GET /a HTTP/1.1\r\nX-Real-IP: 192.0.2.1\r\nHost: x\r\n\r\n";
  for (const bool has_ports : {true, false}) {
    for (const bool has_syn : {true, false}) {
      for (const std::string& header : {line, binary}) {
        for (std::size_t cut = 12; cut <= header.size(); ++cut) {
          auto options = Tap::tracking();
          if (!has_ports) options.connection.ports.clear();
          options.connection.realip_header = "X-Real-IP";
          Wire w = wire();
          Tap tap(options);
          if (has_syn) tap.see(w.handshake());
          if (has_syn || has_ports) {
            tap.see(w.split(0, header + kGet, {cut}));
          } else {
            tap.see(w.client(header + kGet));
          }
          tap.see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
          ASSERT_EQ(tap.payloads(), (Payloads{real, "2" + kOk, real, "2" + kOk})) << cut;
          EXPECT_EQ(tap.messages()[0].id, tap.messages()[1].id);
          EXPECT_EQ(tap.station.counter(metrics::kNoMessage).get(), 0U);
        }
      }
    }
  }
}

TEST(TcpConnection, APROXYHeaderThatDoesNotSayTheClientLeavesTheAddress) {
  auto options = Tap::tracking();
  options.connection.realip_header = "X-Real-IP";
  Wire w = wire();
  Tap tap(options);
  tap.see(w.handshake()).see(w.client("PROXY UNKNOWN\r\n" + kGet));
  EXPECT_EQ(tap.payloads(), Payloads{"1GET /a HTTP/1.1\r\nX-Real-IP: 10.0.0.1\r\nHost: x\r\n\r\n"});
}

TEST(TcpConnection, WhatLooksLikeAPROXYHeaderInABodyOrLaterIsNone) {
  const std::string header = "PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n";
  const std::string post = "POST /b HTTP/1.1\r\nContent-Length: " + std::to_string(header.size()) + "\r\n\r\n";
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(post)).see(w.client(header)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + post + header, "2" + kOk}));
  tap.see(w.client(header + kGet));
  EXPECT_EQ(tap.payloads().size(), 2U);
  EXPECT_EQ(tap.station.counter(metrics::kNoMessage).get(), 1U);
}

TEST(TcpConnection, ABrokenPROXYHeaderIsCountedAndTheNextRequestFound) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client("PROXY TCP4 nobody\r\n" + kGet)).see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kGet});
  EXPECT_EQ(tap.station.counter(metrics::kNoMessage).get(), 1U);
}

TEST(TcpConnection, WithoutPortsOnlyAWholeStartLineTellsWhoIsTheClient) {
  auto options = Tap::tracking();
  options.connection.ports = {};
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

TEST(TcpConnection, TextThatNeverHadAStartLineIsNoMessage) {
  Tap tap;
  std::uint16_t port = 40000;
  for (const std::string text : {"a", "hello", "hello world\r\n", "GET nothing\r\n\r\n"}) {
    Wire w = wire(port++);
    tap.see(w.handshake()).see(w.client(text)).see(w.fin(0)).see(w.fin(1));
  }
  tap.end();
  EXPECT_TRUE(tap.messages().empty());
  EXPECT_EQ(tap.station.born.total(), 0U);
  EXPECT_EQ(tap.station.counter(metrics::kNoMessage).get(), 4U);
}

TEST(TcpConnection, AStartLineIsBelievedOverOtherBytesWithItsNumbers) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  WireSegment odd = Wire(w).client(std::string_view("\0\0", 2));
  tap.see(odd).see(w.client(kGet)).see(w.client(kPost)).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kPost, "2" + kOk}));
  EXPECT_EQ(tap.station.counter(metrics::kConflicts).get(), 1U);
}

}  // namespace
}  // namespace gor::capture
