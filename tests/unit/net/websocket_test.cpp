// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.hpp"

#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "net/connection.hpp"
#include "net/listener.hpp"
#include "net/server_connection.hpp"
#include "support/run_task.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// A server that echoes every message, and what it has seen.
class WebSocketTest : public testing::Test {
 protected:
  WebSocketTest() : listener_(io_, "--input-ws", "127.0.0.1:0") {
    listener_.start([this](ServerSocket socket) { asio::co_spawn(io_, serve(std::move(socket)), asio::detached); });
  }

  Task<void> serve(ServerSocket socket) {
    ServerConnection connection(std::move(socket));
    WebSocket server(connection.stream());
    const std::vector<std::string> origins{"https://page.example"};
    accepted_ = co_await server.accept(origins);
    if (!accepted_->empty()) co_return;
    while (true) {
      const WebSocket::Read read = co_await server.read(1000);
      if (read.error) break;
      was_cut_off_ = read.is_cut_off;
      const bool is_written = co_await server.write(WebSocket::Kind::binary, asio::buffer(read.bytes));
      if (!is_written) break;
    }
    has_ended_ = true;
  }

  template <class Result>
  Result run(Task<Result> task) {
    return test::run_task(io_, std::move(task));
  }

  asio::io_context io_{1};
  Listener listener_;
  std::optional<std::string> accepted_;
  bool was_cut_off_ = false;
  bool has_ended_ = false;
};

TEST_F(WebSocketTest, MessagesComeBackAndAnEndIsAnswered) {
  const Url url = parse_url("http://me:secret@127.0.0.1:" + std::to_string(listener_.port()) + "/gor");
  Connection connection(io_, url, nullptr, Verify::nothing, nullptr);
  ASSERT_EQ(run(connection.open({*IpAddress::parse("127.0.0.1")})), Connection::Opening::done);
  WebSocket client(connection.stream());
  ASSERT_EQ(run(client.open(url)), "");
  EXPECT_EQ(accepted_, "");
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{126}, std::size_t{1000}}) {
    const std::string message(size, 'x');
    ASSERT_TRUE(run(client.write(WebSocket::Kind::binary, asio::buffer(message))));
    EXPECT_EQ(run(client.read(100'000)).bytes, message);
    EXPECT_FALSE(was_cut_off_);
  }
  const std::string large(1001, 'x');
  ASSERT_TRUE(run(client.write(WebSocket::Kind::binary, asio::buffer(large))));
  EXPECT_EQ(run(client.read(100'000)).bytes.size(), 1000U);
  EXPECT_TRUE(was_cut_off_);
  asio::co_spawn(io_, client.close(), asio::detached);
  test::run_until(io_, [&] { return has_ended_; });
}

TEST_F(WebSocketTest, AnythingElseIsRefusedWithAnHttpError) {
  for (const std::string& fields :
       {std::string(),
        std::string("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://evil.example\r\n")}) {
    Connection connection(io_, parse_url("127.0.0.1:" + std::to_string(listener_.port())), nullptr, Verify::nothing,
                          nullptr);
    ASSERT_EQ(run(connection.open(std::vector{*IpAddress::parse("127.0.0.1")})), Connection::Opening::done);
    const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
    EXPECT_EQ(run(connection.write_all(asio::buffer(request))), request.size());
    char buffer[64];
    const Io io = run(connection.read_some(asio::buffer(buffer)));
    EXPECT_TRUE(std::string(buffer, io.bytes).starts_with("HTTP/1.1 4")) << std::string(buffer, io.bytes);
    EXPECT_NE(accepted_.value_or(""), "");
    accepted_.reset();
  }
}

TEST(WebSocket, KnowsWhatAFrameAdds) {
  EXPECT_EQ(WebSocket::overhead(0), 6U);
  EXPECT_EQ(WebSocket::overhead(125), 6U);
  EXPECT_EQ(WebSocket::overhead(126), 8U);
  EXPECT_EQ(WebSocket::overhead(65'536), 14U);
}

}  // namespace
}  // namespace gor::net
