// SPDX-License-Identifier: Apache-2.0
#include "output/ws.hpp"

#include <atomic>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "http/base64.hpp"
#include "input/ws.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/messages.hpp"
#include "support/scripted_server.hpp"
#include "support/tcp_client.hpp"

namespace gor {
namespace {

using test::becomes_true;
using test::Peer;
using test::ScriptedServer;
using Clock = std::chrono::steady_clock;

// RFC 6455 section 4.2.2.
std::string acceptance_of(const std::string& request) {
  constexpr std::string_view kName = "Sec-WebSocket-Key: ";
  const auto begin = request.find(kName) + kName.size();
  const std::string key = request.substr(begin, request.find('\r', begin) - begin);
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::string hash(SHA_DIGEST_LENGTH, '\0');
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), reinterpret_cast<unsigned char*>(hash.data()));
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         http::to_base64(hash) + "\r\n\r\n";
}

TEST(WsOutput, WhatIsSentArrivesInItsOrderOverOneConnection) {
  StationMetrics of_input("input-ws");
  StationMetrics station("output-ws");
  const std::string address = "127.0.0.1:" + std::to_string(ScriptedServer::unused_port());
  const auto input = make_ws_input({.address = address}, of_input);
  const auto output =
      make_ws_output({.url = parse_ws_url("ws://" + address), .stream = {.workers = 1}}, station, nullptr);
  const auto messages = test::random_messages(300, 100'000, 5);
  for (const Message& message : messages) output->write(message);
  output->close(Clock::time_point::max());
  for (const Message& message : messages) {
    if (message.type == MessageType::replayed_response) continue;
    const auto got = input->read();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->id.view(), message.id.view());
    EXPECT_EQ(got->payload.view(), message.payload.view());
    EXPECT_FALSE(got->cut_off);
  }
  output->join();
  EXPECT_EQ(station.counter(metrics::kUnconfirmed).get(), 0U);
  EXPECT_EQ(station.held(), 0);
}

TEST(WsOutput, WhatIsTooLargeIsCutOff) {
  StationMetrics of_input("input-ws");
  StationMetrics station("output-ws");
  const std::string address = "127.0.0.1:" + std::to_string(ScriptedServer::unused_port());
  const auto input = make_ws_input({.address = address, .message_limit = 1000}, of_input);
  const auto output =
      make_ws_output({.url = parse_ws_url("ws://" + address), .stream = {.workers = 1}}, station, nullptr);
  output->write(test::make_message(MessageType::request, "a", std::string(100'000, 'x')));
  const auto got = input->read();
  ASSERT_TRUE(got);
  EXPECT_EQ(got->payload.size(), 1000U);
  EXPECT_TRUE(got->cut_off);
}

TEST(WsInput, APayloadKeepsASeparatorAtItsEnd) {
  StationMetrics of_input("input-ws");
  StationMetrics station("output-ws");
  const std::string address = "127.0.0.1:" + std::to_string(ScriptedServer::unused_port());
  const auto input = make_ws_input({.address = address}, of_input);
  const auto output =
      make_ws_output({.url = parse_ws_url("ws://" + address), .stream = {.workers = 1}}, station, nullptr);
  const std::string separator(kRecordSeparator);
  for (const std::string& payload :
       {"POST / HTTP/1.1\r\nContent-Length: 14\r\n\r\n" + separator, "GET / HTTP/1.1\r\n\r\n" + separator, separator}) {
    output->write(test::make_message(MessageType::request, "a", payload));
    EXPECT_EQ(input->read()->payload.view(), payload);
  }
}

TEST(WsInput, APageOfAnotherOriginIsRefused) {
  StationMetrics station("input-ws");
  const auto port = ScriptedServer::unused_port();
  const auto input =
      make_ws_input({.address = "127.0.0.1:" + std::to_string(port), .origins = {"http://good"}}, station);
  const auto status_for = [&](const std::string& field) {
    test::TcpClient client(port);
    client.send(
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
        "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
        field + "\r\n");
    return client.hear_some().substr(0, 12);
  };
  EXPECT_EQ(status_for("Origin: http://evil\r\n"), "HTTP/1.1 403");
  EXPECT_EQ(status_for("Origin: null\r\n"), "HTTP/1.1 403");
  EXPECT_EQ(status_for("Origin: http://good\r\n"), "HTTP/1.1 101");
  EXPECT_EQ(status_for(""), "HTTP/1.1 101");
  EXPECT_EQ(station.counter(metrics::kWebSocketFailures).get(), 2U);
}

TEST(WsOutput, AServerThatIsNoneIsTriedAgainUntilTheDeadline) {
  for (const char* answer : {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "garbage\n\n", ""}) {
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.send(answer);
    });
    StationMetrics station("output-ws");
    const auto output = make_ws_output(
        {.url = parse_ws_url("ws://127.0.0.1:" + std::to_string(server.port())), .stream = {.workers = 1}}, station,
        nullptr);
    output->write(test::make_message(MessageType::request, "a"));
    EXPECT_TRUE(becomes_true([&] { return server.connections() > 1; })) << answer;
    output->close(Clock::now());
    output->join();
    EXPECT_EQ(station.dropped("shutdown").total(), 1U);
  }
}

TEST(WsOutput, EndsWhereAConnectionIsMadeBehindTheLastMessage) {
  std::atomic<bool> is_first = true;
  std::atomic<bool> is_over = false;
  ScriptedServer server([&](Peer& peer) {
    const std::string request = peer.read_request();
    const bool waits = !is_first.exchange(false);
    if (waits) becomes_true([&] { return is_over.load(); });
    peer.send(acceptance_of(request));
    peer.wait_for_end();
    is_over = true;
  });
  StationMetrics station("output-ws");
  const auto output =
      make_ws_output({.url = parse_ws_url("ws://127.0.0.1:" + std::to_string(server.port())), .stream = {.workers = 2}},
                     station, nullptr);
  ASSERT_TRUE(becomes_true([&] { return server.connections() == 2; }));
  output->write(test::make_message(MessageType::request, "a"));
  output->close(Clock::time_point::max());
  EXPECT_TRUE(becomes_true([&] { return output->is_idle(); }));
  EXPECT_EQ(station.out.total(), 1U);
}

TEST(WsOutput, KnowsItsUrls) {
  StationMetrics station("output-ws");
  for (const char* url : {"http://a", "tcp://a:1", "ws://", "ws://a:b:c/"}) {
    EXPECT_THROW(make_ws_output({.url = parse_ws_url(url)}, station, nullptr), UsageError) << url;
  }
  for (const char* url : {"ws://127.0.0.1:1/x", "127.0.0.1:1", "wss://[::1]:1"}) {
    EXPECT_NO_THROW(make_ws_output({.url = parse_ws_url(url), .stream = {.workers = 1}}, station, nullptr)) << url;
  }
}

}  // namespace
}  // namespace gor
