// SPDX-License-Identifier: Apache-2.0
// What a connection's packets become: framing, pairing, tunnels.
#include "tcp_connection_test.hpp"

#include <map>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"

namespace gor::capture {
namespace {

TEST(TcpConnection, GivesARequestAndItsResponseTheSameId) {
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

TEST(TcpConnection, LatencyIsTheTimeFromTheFirstToTheLastPacket) {
  Wire w = wire();
  Tap tap;
  tap.see(w.split(0, kPost, {10, 20}));
  ASSERT_EQ(tap.messages().size(), 1U);
  EXPECT_EQ(tap.messages()[0].latency, std::chrono::milliseconds(2));
}

TEST(TcpConnection, PairsPipelinedRequestsInOrder) {
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

TEST(TcpConnection, WithholdsAnEarlyResponseUntilItsRequestIsWhole) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake());
  const auto parts = w.split(0, kPost, {kPost.size() - 2});
  tap.see(parts[0]).see(w.server(kOk));
  EXPECT_TRUE(tap.messages().empty());
  tap.see(parts[1]);
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk}));
}

TEST(TcpConnection, EndsResponsesWithoutBodyAtTheirHead) {
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

TEST(TcpConnection, EndsAResponseWithoutLengthWithTheConnection) {
  const std::string response = "HTTP/1.0 200 OK\r\n\r\nsome data";
  Wire w = wire();
  Tap tap;
  tap.see(w.client(kGet)).see(w.split(1, response, {25}));
  EXPECT_EQ(tap.messages().size(), 1U);
  tap.see(w.fin(1));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kGet, "2" + response}));
}

TEST(TcpConnection, AResponseWithoutLengthThatIsResetOrHasAHoleIsNotWhole) {
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

TEST(TcpConnection, TakesExpectOutAndSkipsTheInterimResponse) {
  Wire w = wire();
  Tap tap;
  tap.see(w.client("POST /b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
  tap.see(w.server("HTTP/1.1 100\r\nX: y\r\n\r\n")).see(w.client("hello")).see(w.server(kOk));
  EXPECT_EQ(tap.payloads(), (Payloads{"1" + kPost, "2" + kOk}));
  EXPECT_EQ(tap.messages()[0].id, tap.messages()[1].id);
}

TEST(TcpConnection, SetsTheClientsAddressWhereAsked) {
  auto options = Tap::tracking();
  options.connection.realip_header = "X-Real-IP";
  Wire w = wire();
  Tap tap(options);
  tap.see(w.client(kGet));
  EXPECT_EQ(tap.payloads(), (Payloads{"1GET /a HTTP/1.1\r\nX-Real-IP: 10.0.0.1\r\nHost: x\r\n\r\n"}));
}

TEST(TcpConnection, NothingComesOutAfterAnAcceptedUpgradeOrConnect) {
  const std::string upgrade = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const std::string connect = "CONNECT a:443 HTTP/1.1\r\n\r\n";
  const std::string switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  const std::string established = "HTTP/1.1 200 OK\r\n\r\n";
  for (const auto& [request, response] : {std::pair{upgrade, switching}, std::pair{connect, established}}) {
    for (const bool tracked : {true, false}) {
      auto options = Tap::tracking();
      options.connection.track_responses = tracked;
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

TEST(TcpConnection, GoesOnAfterAnOfferThatTheServerIgnores) {
  const std::string upgrade = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  Wire w = wire();
  Tap tap;
  tap.see(w.client(upgrade)).see(w.server(kOk)).see(w.client(kGet)).see(w.server(kOk));
  EXPECT_EQ(tap.messages().size(), 4U);
}

TEST(TcpConnection, WithoutResponsesATunnelIsKnownByWhatFollows) {
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

TEST(TcpConnection, OtherProtocolsAreCountedAndGiveNothing) {
  Tap tap;
  std::uint16_t port = 40000;
  for (const std::string first :
       {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02", "random bytes\r\n", "\r\n\r\n"}) {
    Wire w = wire(port++);
    tap.see(w.handshake()).see(w.client(first)).see(w.client(std::string(1000, '\x01'))).see(w.fin(0));
  }
  EXPECT_TRUE(tap.end().messages().empty());
  EXPECT_EQ(tap.station.counter(metrics::kOtherProtocols).get(), 2U);
  EXPECT_EQ(tap.station.held(), 0);
}

TEST(TcpConnection, CutsAMessageOverTheLimitAndMarksIt) {
  auto options = Tap::tracking();
  options.connection.message_limit = 50;
  Wire w = wire();
  Tap tap(options);
  const std::string large = "POST / HTTP/1.1\r\nContent-Length: 10000\r\n\r\n" + std::string(10'000, 'x');
  tap.see(w.split(0, large, {3000, 6000})).see(w.client(kGet));
  ASSERT_EQ(tap.payloads(), (Payloads{"1" + large.substr(0, 50), "1" + kGet}));
  EXPECT_TRUE(tap.messages()[0].cut_off);
  EXPECT_FALSE(tap.messages()[1].cut_off);
}

TEST(Pairing, AfterALostResponseWhatIsAmbiguousIsAnOrphan) {
  Wire w = wire();
  Tap tap;
  tap.see(w.handshake()).see(w.client(kGet + kGet + kGet));
  w.server(kOk);  // lost
  tap.see(w.server(kOk)).see(w.server(kOk)).see(w.acknowledge(0)).pass(std::chrono::seconds(3));
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
