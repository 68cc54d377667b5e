// SPDX-License-Identifier: Apache-2.0
// Segments in any order and number, lost and repeated: the messages are byte-exact or counted.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "support/bytes.hpp"
#include "support/wire.hpp"

namespace gor::capture {
namespace {

using namespace std::chrono_literals;
using test::Tap;
using test::Wire;
using test::WireSegment;
using Payloads = std::vector<std::string>;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kPost =
    "POST /b?c=d HTTP/1.1\r\nHost: example\r\nContent-Length: 11\r\nX-Long: abcdefghij\r\n\r\nhello\r\n\r\nab";
const std::string kChunked =
    "POST /c HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n5;ext\r\n0\r\n\r\n\r\n3\r\nabc\r\n0;x\r\nT: 1\r\n\r\n";
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class EveryStart : public testing::TestWithParam<std::uint32_t> {};
// Also where the sequence numbers wrap, in the head and in the body.
INSTANTIATE_TEST_SUITE_P(Sequence, EveryStart, testing::Values(1000U, 0xffffffe0U, 0xffffffb0U, 0x7ffffff0U));

TEST_P(EveryStart, AMessageSplitAtAnyOffsetInAnyOrderIsExactAndCompleteAtOnce) {
  for (const std::string& message : {kPost, kChunked}) {
    for (std::size_t cut = 1; cut < message.size(); ++cut) {
      for (const bool swapped : {false, true}) {
        Wire w(40000, GetParam(), 9000);
        Tap tap;
        tap.see(w.handshake());
        auto parts = w.split(0, message, {cut});
        if (swapped) std::swap(parts[0], parts[1]);
        tap.see(parts);
        ASSERT_EQ(tap.payloads(), Payloads{"1" + message}) << "cut " << cut << (swapped ? " swapped" : "");
      }
    }
  }
}

TEST_P(EveryStart, ThreeSegmentsInEveryOrderAreExact) {
  std::vector<std::size_t> order{0, 1, 2};
  do {
    for (std::size_t a = 1; a < kPost.size() - 1; a += 3) {
      for (std::size_t b = a + 1; b < kPost.size(); b += 5) {
        Wire w(40000, GetParam(), 9000);
        Tap tap;
        tap.see(w.handshake());
        const auto parts = w.split(0, kPost, {a, b});
        for (const std::size_t i : order) tap.see(parts[i]);
        ASSERT_EQ(tap.payloads(), Payloads{"1" + kPost}) << a << ' ' << b;
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(EveryStart, RepetitionsWithOtherBordersAndOverlapsAreExact) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const std::string stream = kPost + kGet + kChunked + kPost;
    Wire w(40000, GetParam(), 9000);
    Tap tap;
    tap.see(w.handshake());
    const WireSegment whole = w.client(stream);
    std::vector<WireSegment> segments;
    for (std::size_t at = 0; at < stream.size();) {
      // Begins up to 20 bytes back, and may come twice.
      const std::size_t from = at - std::min(at, pick(20));
      const std::size_t to = std::min(stream.size(), at + 1 + pick(60));
      WireSegment segment = whole;
      segment.payload = stream.substr(from, to - from);
      segment.segment.sequence += static_cast<std::uint32_t>(from);
      segments.insert(segments.end(), 1 + pick(2), segment);
      at = to;
    }
    for (std::size_t i = 0; i + 4 < segments.size(); i += 4) {
      std::shuffle(segments.begin() + static_cast<std::ptrdiff_t>(i),
                   segments.begin() + static_cast<std::ptrdiff_t>(i + 4), random);
    }
    tap.see(segments);
    ASSERT_EQ(tap.payloads(), (Payloads{"1" + kPost, "1" + kGet, "1" + kChunked, "1" + kPost})) << seed;
  }
}

TEST(Reassembly, KeepAliveAndZeroWindowProbesChangeNothing) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {kPost.size() - 6});
  tap.see(parts[0]);
  WireSegment keep_alive = parts[1];
  keep_alive.segment.sequence -= 1;
  keep_alive.payload = "x";
  WireSegment window_probe = parts[1];
  window_probe.payload = parts[1].payload.substr(0, 1);
  tap.see(keep_alive).see(window_probe).see(keep_alive).see(parts[1]).see(keep_alive);
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kPost});
}

TEST(Reassembly, TheServersAcknowledgementMayChangeInsideARequest) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake());
  auto parts = w.split(0, kPost, {20, 60});
  parts[1].segment.acknowledgement += 500;
  tap.see(parts).pass(250ms);
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kPost});
}

TEST(Reassembly, ALostPacketCostsOneMessageAndIsCounted) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  const auto parts = w.split(0, kPost, {20, 60});
  tap.see(parts[0]).see(parts[2]).pass(1900ms);
  EXPECT_EQ(tap.messages().size(), 1U);
  tap.pass(200ms).see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kGet}));
  EXPECT_EQ(tap.station.dropped("lost packet").total(), 1U);
  EXPECT_EQ(tap.station.counter(metrics::kHoles).get(), 1U);
}

TEST(Reassembly, AHoleThatThePeerHasAcknowledgedIsGivenUpSoon) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {20, 60});
  tap.see(parts[0]).see(parts[2]).see(w.server(kOk));
  EXPECT_EQ(tap.station.counter(metrics::kHoles).get(), 0U) << "what is missing may come late";
  tap.pass(250ms).see(w.client(kGet)).see(w.server(kOk));
  ASSERT_EQ(tap.payloads(), (Payloads{"2" + kOk, "1" + kGet, "2" + kOk}));
  EXPECT_EQ(tap.messages()[1].id, tap.messages()[2].id);
}

TEST(Reassembly, AHoleThatThePeerWaitsForAsWellIsNotGivenUpForItsAge) {
  for (const bool is_response : {false, true}) {
    Wire w(40000, 1000, 9000);
    Tap tap;
    tap.see(w.handshake());
    if (is_response) tap.see(w.client(kGet));
    const int sender = is_response ? 1 : 0;
    const std::string& message = is_response ? kOk : kPost;
    const auto first = w.split(sender, message.substr(0, 20), {});
    const auto acknowledgement = w.acknowledge(1 - sender);
    const auto rest = w.split(sender, message.substr(20), {5});
    tap.see(first).see(acknowledgement).see(rest[1]);
    for (int i = 0; i < 3; ++i) tap.see(acknowledgement).pass(60s);
    tap.see(rest[0]);
    EXPECT_EQ(tap.payloads().back(), (is_response ? "2" : "1") + message);
    EXPECT_EQ(tap.station.counter(metrics::kHoles).get(), 0U);
  }
}

/// A message with a hole that its receiver waits for as well, and that a minute did not end.
void see_hole_of_both(Wire& w, Tap& tap) {
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {20, 25});
  WireSegment acknowledgement = w.acknowledge(1);
  acknowledgement.segment.acknowledgement = parts[1].segment.sequence;
  tap.see(parts[0]).see(acknowledgement).see(parts[2]).pass(60s);
  ASSERT_EQ(tap.station.dropped("lost packet").total(), 0U);
}

TEST(Reassembly, AHoleThatThePeerWaitsForEndsWithTheConnection) {
  for (const bool is_reset : {true, false}) {
    Wire w(40000, 1000, 9000);
    Tap tap;
    see_hole_of_both(w, tap);
    is_reset ? tap.see(w.rst(0)) : tap.end();
    EXPECT_EQ(tap.station.dropped("lost packet").total(), 1U);
  }
}

TEST(Reassembly, AHoleThatThePeerHasFilledIsGivenUpThoughItWaitedBefore) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  see_hole_of_both(w, tap);
  tap.see(w.acknowledge(1)).pass(250ms);
  EXPECT_EQ(tap.station.dropped("lost packet").total(), 1U);
}

TEST(Reassembly, WithoutResponsesTheNextRequestShowsThatAHoleIsFinal) {
  auto options = Tap::tracking();
  options.connection.track_responses = false;
  Wire w(40000, 1000, 9000);
  Tap tap(options);
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {20, 60});
  tap.see(parts[0]).see(parts[2]);
  w.server(kOk);
  tap.see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kGet});
}

TEST(Reassembly, WithoutResponsesAHoleBetweenRequestsHoldsTheOthersUpForOneOnly) {
  auto options = Tap::tracking();
  options.connection.track_responses = false;
  Wire w(40000, 1000, 9000);
  Tap tap(options);
  const auto ask = [&](std::string_view request) {
    const auto asked = w.client(request);
    w.server(kOk);
    return asked;
  };
  tap.see(w.handshake()).see(ask(kGet));
  ask(kPost);  // lost
  tap.see(ask(kGet));
  EXPECT_EQ(tap.messages().size(), 1U) << "what is missing may still come";
  tap.see(ask(kPost));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "1" + kGet, "1" + kPost}));
  EXPECT_EQ(tap.station.counter(metrics::kHoles).get(), 1U);
}

TEST(Reassembly, WhatWaitsBehindAHoleComesOutWhenTheConnectionIsReset) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake());
  w.client(kPost);  // lost
  tap.see(w.client(kGet)).see(w.rst(0));
  EXPECT_EQ(tap.payloads(), Payloads{"1" + kGet});
  EXPECT_EQ(tap.station.counter(metrics::kHoles).get(), 1U);
}

TEST(Reassembly, ALostResponseDoesNotShiftThePairs) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  w.server(kOk);  // lost
  tap.see(w.client(kGet)).see(w.server(kOk)).pass(3s).see(w.client(kGet)).see(w.server(kOk));
  std::size_t pairs = 0;
  for (const Message& a : tap.messages()) {
    for (const Message& b : tap.messages()) {
      if (a.type == MessageType::request && b.type == MessageType::response && a.id == b.id) {
        ++pairs;
        EXPECT_LT(a.timestamp, b.timestamp);
      }
    }
  }
  EXPECT_EQ(tap.messages().size(), 5U);
  EXPECT_EQ(pairs, 2U);
}

TEST(Reassembly, AllowIncompleteHandsOnWhatThereIsMarkedAsCutOff) {
  auto options = Tap::tracking();
  options.connection.allow_incomplete = true;
  Wire w(40000, 1000, 9000);
  Tap tap(options);
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {70, 80});
  tap.see(parts[0]).see(parts[2]).pass(3s);
  ASSERT_EQ(tap.payloads(), Payloads{"1" + kPost.substr(0, 70)});
  EXPECT_TRUE(tap.messages()[0].cut_off);
}

TEST(Reassembly, AnIncompleteRequestIsPreparedForReplayAsAnyOther) {
  auto options = Tap::tracking();
  options.connection.allow_incomplete = true;
  options.connection.realip_header = "X-Real-IP";
  Wire w(40000, 1000, 9000);
  Tap tap(options);
  tap.see(w.handshake());
  const auto parts =
      w.split(0, "POST /b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\nabcdefghi", {63, 66});
  tap.see(parts[0]).see(parts[2]).pass(3s);
  ASSERT_EQ(tap.messages().size(), 1U);
  const std::string_view payload = tap.messages()[0].payload.view();
  EXPECT_EQ(payload.find("Expect"), payload.npos) << payload;
  EXPECT_NE(payload.find("X-Real-IP: 10.0.0.1\r\n"), payload.npos) << payload;
}

TEST(Reassembly, AMessageWithoutAHoleMayTakeMinutes) {
  Wire w(40000, 1000, 9000);
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet));
  const auto parts = w.split(1, kOk, {kOk.size() - 1});
  tap.see(parts[0]).pass(10min).see(parts[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + kOk}));
}

TEST(Reassembly, TwentyMegabytesAreExact) {
  auto options = Tap::tracking();
  options.connection.message_limit = 32 << 20;
  std::string body(20 << 20, '\0');
  std::mt19937_64 random(1);
  for (char& c : body) c = static_cast<char>(random());
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  Wire w(40000, 0xfff00000U, 9000);
  Tap tap(options);
  std::vector<std::size_t> cuts;
  for (std::size_t at = 65'000; at < post.size(); at += 65'000) cuts.push_back(at);
  tap.see(w.handshake()).see(w.split(0, post, cuts));
  ASSERT_EQ(tap.messages().size(), 1U);
  EXPECT_TRUE(test::same_bytes(tap.messages()[0].payload.view(), post));
}

}  // namespace
}  // namespace gor::capture
