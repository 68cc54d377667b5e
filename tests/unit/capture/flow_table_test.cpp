// SPDX-License-Identifier: Apache-2.0
// Connections beside each other: their memory, and what is remembered of those that have ended.
#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "tcp_connection_test.hpp"

namespace gor::capture {
namespace {

TEST(TcpConnection, KeepsTheSameClientPortAgainstTwoServicesApart) {
  auto options = Tap::tracking();
  options.connection.ports = {80, 81};
  Wire first(40000, 1, 1, 80);
  Wire second(40000, 1, 1, 81);
  Tap tap(options);
  const auto a = first.split(0, kPost, {20});
  const auto b = second.split(0, kGet, {10});
  tap.see(a[0]).see(b[0]).see(a[1]).see(b[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "1" + kGet}));
}

TEST(TcpConnection, KeepsTheSameAddressesInTwoVirtualNetworksApart) {
  Wire first = wire();
  Wire second = wire();
  Tap tap;
  auto a = first.split(0, kPost, {20});
  auto b = second.split(0, kGet, {10});
  for (WireSegment& segment : b) segment.segment.network = 42;
  tap.see(a[0]).see(b[0]).see(a[1]).see(b[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "1" + kGet}));
}

TEST(FlowTable, HoldNoMoreThanTheMemoryLimit) {
  auto options = Tap::tracking();
  options.memory = MemoryBudget::of(1 << 20);
  Tap tap(options);
  for (std::uint16_t port = 10000; port < 10200; ++port) {
    Wire w = wire(port);
    tap.see(w.client("POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n" + std::string(20'000, 'x')));
    EXPECT_LE(tap.flows().bytes(), options.memory->limit() + 100'000);
  }
  EXPECT_GT(tap.station.dropped("memory limit").total(), 150U);
  tap.end();
  EXPECT_EQ(tap.station.held(), 0);
}

TEST(FlowTable, WhatWaitsBehindAHoleComesOutWhenItsMemoryIsNeeded) {
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

TEST(FlowTable, TheConnectionAtWorkGoesTooWhenItAloneHoldsTooMuch) {
  auto options = Tap::tracking();
  options.memory = MemoryBudget::of(1 << 20);
  Tap tap(options);
  Wire w = wire();
  tap.see(w.handshake());
  w.client(kGet);  // lost
  for (int i = 0; i < 100; ++i) {
    tap.see(w.client("POST / HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + std::string(20'000, 'x')));
    EXPECT_LE(tap.flows().bytes(), options.memory->limit());
  }
  tap.end();
  EXPECT_GT(tap.messages().size(), 90U);
  EXPECT_GE(tap.station.counter(metrics::kHoles).get(), 1U);
}

TEST(FlowTable, TinySegmentsInDescendingOrderCostNoMoreThanTheMemoryLimit) {
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
    ASSERT_LE(tap.flows().bytes(), options.memory->limit());
  }
}

TEST(FlowTable, AResponseThatWaitsForItsRequestCounts) {
  Tap tap;
  Wire w = wire();
  tap.see(w.handshake()).see(w.split(0, kPost, {kPost.size() - 1})[0]);
  const std::size_t before = tap.flows().bytes();
  tap.see(w.server("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + std::string(50'000, 'x')));
  EXPECT_GE(tap.flows().bytes(), before + 50'000);
}

TEST(FlowTable, ForgetClosedConnections) {
  Tap tap;
  for (std::uint16_t port = 10000; port < 10100; ++port) {
    Wire w = wire(port);
    tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk)).see(w.fin(1)).see(w.fin(0));
  }
  EXPECT_EQ(tap.messages().size(), 200U);
  tap.pass(std::chrono::seconds(3));
  EXPECT_EQ(tap.flows().size(), 0U);
  EXPECT_EQ(tap.flows().bytes(), 0U);
}

TEST(FlowTable, ALateRepetitionAfterTheEndGivesNoSecondMessage) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto get = w.client(kGet);
  tap.see(get).see(w.server(kOk)).see(w.fin(0)).see(w.fin(1)).see(get);
  EXPECT_EQ(tap.messages().size(), 2U);
}

// Anyone can write a sequence number.

TEST(FlowTable, ARetransmissionLongAfterTheCloseGivesNoSecondMessage) {
  for (const bool reset : {false, true}) {
    for (const bool tracked : {true, false}) {
      auto options = Tap::tracking();
      options.connection.track_responses = tracked;
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
      EXPECT_EQ(tap.flows().size(), 0U);
      Wire again(40000, 70'000, 50'000);
      tap.see(again.handshake()).see(again.client(kGet));
      EXPECT_EQ(tap.messages().size(), tracked ? 3U : 2U) << "a new connection on the same ports";
    }
  }
}

TEST(FlowTable, PortsInUseAgainAreFoundThoughTheSynWasLost) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet)).see(w.server(kOk)).see(w.fin(0)).see(w.fin(1));
  Wire again(40000, 0x7000'0000, 0x3000'0000);
  tap.see(again.client(kGet)).see(again.server(kOk));
  EXPECT_EQ(tap.messages().size(), 4U);
}

// What is no message.

}  // namespace
}  // namespace gor::capture
