// SPDX-License-Identifier: Apache-2.0
// The HTTP client and the HTTP server, each with the other.
#include "net/http/client.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "net/http/server.hpp"
#include "support/run_task.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class HttpClientTest : public testing::Test {
 protected:
  HttpClientTest() {
    server_.emplace("file-server", "127.0.0.1:0", [this](const HttpRequest& request, HttpResponder& responder) {
      const std::lock_guard lock(mutex_);
      requests_.push_back(std::string(request.method) + ' ' + std::string(request.target) + ' ' +
                          std::to_string(request.body_bytes));
      return responder.send(request.target == "/missing" ? "404 Not Found" : "200 OK", "text/plain", "hello");
    });
    options_.on_open = [this](const Url&, Outcome outcome, const std::string&) { openings_.push_back(outcome); };
  }

  Url url() const { return parse_url("http://localhost:" + std::to_string(server_->port())); }

  Outcome send(HttpClient& client, std::string head, std::string_view body = "") {
    PreparedRequest request{std::move(head), body, {}};
    request.method = std::string_view(request.head).substr(0, request.head.find(' '));
    return test::run_task(io_, client.send(request, Clock::now() + 60s, 1000, response_));
  }

  asio::io_context io_{1};
  HttpClient* waits_ = nullptr;
  Resolver resolver_{[this] {
    asio::post(io_, [this] {
      if (waits_ != nullptr) waits_->wake();
    });
  }};
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<Outcome> openings_;
  HttpClientOptions options_;
  HttpResponse response_;
  std::optional<HttpServer> server_;
};

TEST_F(HttpClientTest, KeepsItsConnectionForFurtherRequests) {
  HttpClient client(io_, resolver_, url(), options_);
  waits_ = &client;
  EXPECT_EQ(send(client, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"), Outcome::answered);
  EXPECT_EQ(response_.status, 200);
  EXPECT_TRUE(response_.bytes.view().ends_with("\r\n\r\nhello"));
  EXPECT_EQ(send(client, "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n", "abc"), Outcome::answered);
  EXPECT_EQ(send(client, "GET /missing HTTP/1.1\r\nHost: x\r\n\r\n"), Outcome::answered);
  EXPECT_EQ(response_.status, 404);
  EXPECT_TRUE(client.is_open());
  EXPECT_EQ(openings_, (std::vector{Outcome::answered})) << "one connection";
  EXPECT_EQ(requests_, (std::vector<std::string>{"GET /a 0", "POST /b 3", "GET /missing 0"}));
}

TEST_F(HttpClientTest, AHeadHasNoBody) {
  HttpClient client(io_, resolver_, url(), options_);
  waits_ = &client;
  EXPECT_EQ(send(client, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"), Outcome::answered);
  EXPECT_TRUE(response_.bytes.view().ends_with("\r\n\r\n"));
  EXPECT_NE(response_.bytes.view().find("Content-Length: 5\r\n"), std::string_view::npos);
}

TEST_F(HttpClientTest, OpensAgainWhatTheServerClosed) {
  HttpClient client(io_, resolver_, url(), options_);
  waits_ = &client;
  EXPECT_EQ(send(client, "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"), Outcome::answered);
  EXPECT_FALSE(client.is_open());
  EXPECT_EQ(send(client, "GET /b HTTP/1.1\r\n\r\n"), Outcome::answered);
  EXPECT_EQ(openings_.size(), 2U);
}

TEST_F(HttpClientTest, SaysWhyItCouldNotConnect) {
  const Url target = url();
  server_.reset();
  HttpClient client(io_, resolver_, target, options_);
  waits_ = &client;
  EXPECT_EQ(send(client, "GET / HTTP/1.1\r\n\r\n"), Outcome::connect);
  EXPECT_FALSE(client.has_reached());
  EXPECT_EQ(openings_, (std::vector{Outcome::connect}));
}

TEST_F(HttpClientTest, TheServerRefusesGarbage) {
  HttpClient client(io_, resolver_, url(), options_);
  waits_ = &client;
  EXPECT_EQ(send(client, "\x01garbage\r\n\r\n"), Outcome::answered);
  EXPECT_EQ(response_.status, 400);
  EXPECT_TRUE(requests_.empty());
}

}  // namespace
}  // namespace gor::net
