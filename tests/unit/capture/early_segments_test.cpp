// SPDX-License-Identifier: Apache-2.0
// What is captured before what it acknowledges.
#include "capture/early_segments.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "tcp_connection_test.hpp"

namespace gor::capture {
namespace {

using namespace std::chrono_literals;

TEST(EarlySegments, AResponseCapturedBeforeItsRequestIsPairedWithIt) {
  for (const std::size_t pieces : {1U, 2U, 20U}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.handshake());
    for (int i = 0; i < 3; ++i) {
      const auto request = w.client(kGet);
      std::vector<std::size_t> cuts;
      for (std::size_t cut = 1; cut < pieces; ++cut) cuts.push_back(cut);
      tap.see(w.split(1, kOk, cuts));
      EXPECT_EQ(tap.messages().size(), static_cast<std::size_t>(2 * i)) << "it waits";
      tap.see(request);
    }
    ASSERT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk, "1" + kGet, "2" + kOk, "1" + kGet, "2" + kOk}));
    for (std::size_t i = 0; i < 6; i += 2) {
      EXPECT_EQ(tap.messages()[i].id, tap.messages()[i + 1].id);
      EXPECT_LE(tap.messages()[i].timestamp, tap.messages()[i + 1].timestamp);
    }
    EXPECT_EQ(tap.station.counter(metrics::kOrphans).get(), 0U);
    EXPECT_LT(tap.flows().bytes(), 1400U) << "nothing is kept";
  }
}

TEST(EarlySegments, AResponseCapturedBeforeAPartOfItsRequestIsPairedWithIt) {
  for (const std::size_t late : {0U, 1U, 2U}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.handshake());
    const auto parts = w.split(0, kPost, {15, 30});
    for (std::size_t i = 0; i < 3; ++i) {
      if (i != late) tap.see(parts[i]);
    }
    tap.see(w.acknowledge(1)).see(w.server(kOk)).see(parts[late]);
    ASSERT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk})) << late;
    EXPECT_EQ(tap.messages()[0].id, tap.messages()[1].id);
    EXPECT_EQ(tap.station.counter(metrics::kHoles).get(), 0U);
  }
}

TEST(EarlySegments, ARequestCapturedBeforeThePartOfAResponseThatItFollowsEndsNothing) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  const auto parts = w.split(1, kOk, {10, 20});
  tap.see(parts[0]).see(parts[2]).see(w.acknowledge(0)).see(w.client(kPost)).see(parts[1]).see(w.server(kOk));
  ASSERT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk, "1" + kPost, "2" + kOk}));
  EXPECT_EQ(tap.messages()[2].id, tap.messages()[3].id);
}

TEST(EarlySegments, PairsOfPipelinedRequestsStay) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto first = w.client("GET /1 HTTP/1.1\r\n\r\n");
  const auto second = w.client("GET /2 HTTP/1.1\r\n\r\n");
  tap.see(first).see(w.server(kOk + kOk)).see(second);
  ASSERT_EQ(tap.messages().size(), 4U);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_EQ(tap.messages()[i].type, MessageType::request);
    EXPECT_EQ(tap.messages()[i].id, tap.messages()[i + 2].id);
  }
}

TEST(EarlySegments, WhatIsAcknowledgedAndNeverComesIsWaitedForBriefly) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  w.client(kGet);  // missed
  tap.see(w.server(kOk));
  tap.pass(150ms);
  EXPECT_TRUE(tap.messages().empty());
  tap.pass(100ms);
  EXPECT_EQ(tap.payloads(), Payloads{"2" + kOk});
  tap.see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.payloads(), (Payloads{"2" + kOk, "1" + kGet, "2" + kOk}));
  EXPECT_EQ(tap.messages()[1].id, tap.messages()[2].id);
}

TEST(EarlySegments, OnlySoManyWait) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  w.client(kGet);  // missed
  std::string body(1000, 'x');
  tap.see(w.server("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
  for (int i = 0; i < 99; ++i) tap.see(w.server(body));
  EXPECT_TRUE(tap.messages().empty());
  const std::size_t held = tap.flows().bytes();
  EXPECT_GT(held, 90'000U) << "what waits counts";
  tap.see(w.server(body));
  EXPECT_EQ(tap.messages().size(), 1U);
}

TEST(EarlySegments, WhatWaitsComesOutWhenTheConnectionEnds) {
  for (const int end : {0, 1, 2}) {
    Wire w = wire();
    Tap tap;
    tap.see(w.handshake());
    w.client(kGet);  // missed
    tap.see(w.server(kOk));
    if (end == 0) tap.see(w.rst(1));
    if (end == 1) tap.end();
    if (end == 2) tap.see(wire().handshake());  // the ports are used again
    EXPECT_EQ(tap.payloads(), Payloads{"2" + kOk}) << end;
  }
}

TEST(EarlySegments, AFinCapturedBeforeWhatItFollowsEndsNothing) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto request = w.client(kGet);
  const auto response = w.server("HTTP/1.1 200 OK\r\n\r\nuntil the close");
  const auto fin = w.fin(1);
  const auto acknowledgement = w.acknowledge(0);
  const auto last = w.fin(0);
  tap.see(fin).see(response).see(acknowledgement).see(request).see(last);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + request.payload, "2" + response.payload}));
  EXPECT_EQ(tap.flows().size(), 0U);
}

}  // namespace
}  // namespace gor::capture
