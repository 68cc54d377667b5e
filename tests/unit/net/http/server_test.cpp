// SPDX-License-Identifier: Apache-2.0
#include "net/http/server.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "support/becomes_true.hpp"
#include "support/tcp_client.hpp"

namespace gor::net {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::TcpClient;

constexpr std::string_view kRequest = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

Task<bool> say_yes(const HttpRequest& request, HttpResponder& responder) {
  const std::string body(request.target);
  const bool is_sent = co_await responder.send("200 OK", "text/plain", body, "X: y\r\n");
  co_return is_sent;
}

TEST(HttpServer, KeepsAConnectionForFurtherRequests) {
  HttpServer server("test", "127.0.0.1:0", say_yes);
  TcpClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(kRequest);
    std::string heard;
    EXPECT_TRUE(becomes_true([&] { return (heard += client.heard()).ends_with("\r\n\r\n/a"); })) << heard;
    EXPECT_NE(heard.find("\r\nX: y\r\n"), heard.npos);
  }
}

TEST(HttpServer, ClosesConnectionsThatStaySilent) {
  HttpServer server("test", "127.0.0.1:0", say_yes, {.most_silence = 50ms});
  TcpClient silent(server.port());
  TcpClient half(server.port());
  half.send("GET /a HT");
  EXPECT_EQ(silent.hear_all(), "");
  EXPECT_EQ(half.hear_all(), "");
}

TEST(HttpServer, ReplacesTheMostSilentConnectionAtItsLimit) {
  HttpServer server("test", "127.0.0.1:0", say_yes, {.most_connections = 2});
  TcpClient first(server.port());
  first.send(kRequest);
  EXPECT_NE(first.hear_some(), "");
  TcpClient second(server.port());
  second.send(kRequest);
  EXPECT_NE(second.hear_some(), "");
  TcpClient third(server.port());
  EXPECT_EQ(first.hear_all(), "");
  third.send(kRequest);
  EXPECT_NE(third.hear_some(), "");
  second.send(kRequest);
  EXPECT_NE(second.hear_some(), "");
}

TEST(HttpServer, GivesUpAReaderThatDoesNotRead) {
  std::atomic<bool> has_failed = false;
  const auto flood = [&](const HttpRequest&, HttpResponder& responder) -> Task<bool> {
    bool is_open = co_await responder.begin("200 OK", "text/plain", std::nullopt);
    const std::string bytes(1 << 20, 'x');
    while (is_open) is_open = co_await responder.write(bytes);
    has_failed = true;
    co_return false;
  };
  HttpServer server("test", "127.0.0.1:0", flood, {.most_silence = 100ms});
  TcpClient client(server.port());
  client.send(kRequest);
  EXPECT_TRUE(becomes_true([&] { return has_failed.load(); }));
}

TEST(HttpServer, EndsWhileAResponseIsWrittenOrWaits) {
  const auto wait = [&](const HttpRequest&, HttpResponder& responder) -> Task<bool> {
    bool is_open = co_await responder.begin("200 OK", "text/plain", std::nullopt);
    while (is_open) is_open = co_await responder.pause(1h);
    co_return false;
  };
  auto server = std::make_unique<HttpServer>("test", "127.0.0.1:0", wait);
  TcpClient client(server->port());
  client.send(kRequest);
  EXPECT_NE(client.hear_some(), "");
  server.reset();
  EXPECT_EQ(client.hear_all(), "");
}

}  // namespace
}  // namespace gor::net
