// SPDX-License-Identifier: Apache-2.0
#include "input/http.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "support/becomes_true.hpp"
#include "support/scripted_server.hpp"
#include "support/tcp_client.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::TcpClient;

struct Server {
  explicit Server(HttpInputOptions options = {}) {
    options.address = "127.0.0.1:" + std::to_string(port);
    input = make_http_input(options, station);
  }
  TcpClient connect() const { return TcpClient(port); }

  const std::uint16_t port = test::ScriptedServer::unused_port();
  StationMetrics station{"input-http"};
  std::unique_ptr<Input> input;
};

TEST(HttpInput, RequestsOfAConnectionShareASessionAndHaveATime) {
  Server server;
  const auto before = std::chrono::system_clock::now();
  TcpClient client = server.connect();
  client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  TcpClient other = server.connect();
  const Message first = *server.input->read();
  const Message second = *server.input->read();
  other.send("GET /3 HTTP/1.1\r\n\r\n");
  const Message third = *server.input->read();
  EXPECT_EQ(first.id.session(), second.id.session());
  EXPECT_FALSE(first.id == second.id);
  EXPECT_NE(first.id.session(), third.id.session());
  for (const Message& message : {first, second, third}) {
    EXPECT_EQ(message.type, MessageType::request);
    EXPECT_EQ(message.latency, kUnknownLatency);
    EXPECT_GE(message.timestamp, before);
    EXPECT_FALSE(message.can_wait);
  }
  EXPECT_EQ(second.payload.view(), "GET /2 HTTP/1.1\r\n\r\n");
}

TEST(HttpInput, APROXYHeaderSaysWhoTheClientIs) {
  Server server({.proxy_protocol = true, .realip_header = "X-Real-IP"});
  const std::string binary("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\2\2\xc0\0\2\x09\xdc\4\1\xbb", 28);
  const std::vector<std::pair<std::string, std::string>> headers{
      {"PROXY TCP4 192.0.2.1 192.0.2.9 56324 443\r\n", "192.0.2.1"},
      {"PROXY TCP6 2001:db8::1 2001:db8::9 56324 443\r\n", "2001:db8::1"},
      {"PROXY UNKNOWN\r\n", "127.0.0.1"},
      {binary, "192.0.2.2"}};
  for (const auto& [header, address] : headers) {
    TcpClient client = server.connect();
    for (const char byte : header) client.send({&byte, 1});
    client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nx-real-ip: evil\r\n\r\n");
    EXPECT_EQ(server.input->read()->payload.view(), "GET /1 HTTP/1.1\r\nX-Real-IP: " + address + "\r\n\r\n");
    EXPECT_EQ(server.input->read()->payload.view(), "GET /2 HTTP/1.1\r\nx-real-ip: " + address + "\r\n\r\n");
  }
  // All in one piece, with a body.
  TcpClient client = server.connect();
  client.send(binary + "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_TRUE(server.input->read()->payload.view().ends_with("\r\n\r\nhi"));
}

TEST(HttpInput, WhoSendsNoPROXYHeaderThoughAllHaveToIsClosed) {
  Server server({.proxy_protocol = true});
  for (const std::string bytes :
       {"GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 a b c d\r\n", "\r\n\r\nGET / HTTP/1.1\r\n\r\n"}) {
    TcpClient client = server.connect();
    client.send(bytes);
    EXPECT_EQ(client.hear_all(), "");
  }
  EXPECT_EQ(server.station.counter(metrics::kMalformed).get(), 3U);
  server.connect();  // and leaves: a check of the load balancer
  TcpClient good = server.connect();
  good.send("PROXY UNKNOWN\r\nGET /good HTTP/1.1\r\n\r\n");
  EXPECT_EQ(server.input->read()->payload.view(), "GET /good HTTP/1.1\r\n\r\n");
  EXPECT_EQ(server.station.counter(metrics::kMalformed).get(), 3U);
}

TEST(HttpInput, SlowClientsAreToldAndClosed) {
  Server server({.head_timeout = 300ms, .silence = 400ms, .idle = 500ms});
  TcpClient within_head = server.connect();
  within_head.send("GET / HTTP/1.1\r\nA: ");
  TcpClient within_body = server.connect();
  within_body.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n");
  TcpClient idle = server.connect();
  // One byte after the other does not help a head, as long as it takes.
  std::string heard;
  EXPECT_TRUE(becomes_true([&] { return !within_head.send("x") || !(heard += within_head.heard()).empty(); }));
  EXPECT_TRUE(within_head.hear_all().find("408") != std::string::npos || heard.find("408") != std::string::npos);
  EXPECT_TRUE(within_body.hear_all().starts_with("HTTP/1.1 408 ")) << "a body that has stopped";
  EXPECT_EQ(idle.hear_all(), "");
  EXPECT_EQ(server.station.counter(metrics::kTimedOut).get(), 2U);
}

TEST(HttpInput, WhoReadsNoAnswersIsClosed) {
  Server server({.silence = 300ms});
  TcpClient client = server.connect();
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += "GET / HTTP/1.1\r\n\r\n";
  EXPECT_TRUE(becomes_true(
      [&] { return !client.send_some(requests) || server.station.counter(metrics::kTimedOut).get() > 0; }));
  EXPECT_TRUE(becomes_true([&] { return server.station.counter(metrics::kTimedOut).get() == 1; }));
}

TEST(HttpInput, WhereThereAreTooManyConnectionsTheSilentOneGoes) {
  Server server({.most_connections = 2});
  TcpClient silent = server.connect();
  TcpClient second = server.connect();
  EXPECT_TRUE(becomes_true([&] { return server.station.counter(metrics::kConnections).get() == 2; }));
  TcpClient at_once = server.connect();  // nobody has been silent for long
  EXPECT_EQ(at_once.hear_all(), "");
  EXPECT_EQ(server.station.counter(metrics::kTurnedAway).get(), 1U);
  std::string answer;
  EXPECT_TRUE(becomes_true([&] {
    second.send("GET / HTTP/1.1\r\n\r\n");
    TcpClient another = server.connect();
    another.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    answer = another.hear_all();
    return !answer.empty();
  }));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(silent.hear_all(), "");
}

TEST(HttpInput, WhereThereIsTooLittleMemoryRequestsAreRefused) {
  Server server({.memory = MemoryBudget::of(100'000)});
  std::vector<std::unique_ptr<TcpClient>> clients;
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 50000\r\n\r\n";
  EXPECT_TRUE(becomes_true([&] {
    clients.push_back(std::make_unique<TcpClient>(server.port));
    clients.back()->send(head + std::string(40'000, 'x'));
    return server.station.counter(metrics::kTurnedAway).get() > 0;
  }));
  EXPECT_TRUE(becomes_true([&] {
    bool is_told = false;
    for (auto& client : clients) is_told = is_told || client->heard().starts_with("HTTP/1.1 503 ");
    return is_told;
  }));
  clients.clear();  // and all is free again
  TcpClient late = server.connect();
  EXPECT_TRUE(becomes_true([&] {
    TcpClient client = server.connect();
    client.send(head + std::string(50'000, 'x'));
    return client.hear_some().starts_with("HTTP/1.1 200 ");
  }));
}

TEST(HttpInput, WhatHasBegunWhenItStopsMayEnd) {
  Server server;
  TcpClient idle = server.connect();
  TcpClient client = server.connect();
  client.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nab");
  EXPECT_TRUE(becomes_true([&] { return server.station.counter(metrics::kConnections).get() == 2; }));
  TcpClient probe = server.connect();  // what has come before has been read, once this one is answered
  probe.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_NE(probe.hear_some(), "");
  server.input->stop();
  EXPECT_EQ(idle.hear_all(), "");
  client.send("cd");
  const std::string answer = client.hear_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  int count = 0;
  while (server.input->read()) ++count;
  EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace gor
