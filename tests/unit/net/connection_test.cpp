// SPDX-License-Identifier: Apache-2.0
// Connections to and from each other, through a Listener.
#include "net/connection.hpp"

#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "net/listener.hpp"
#include "net/own_connections.hpp"
#include "net/server_connection.hpp"
#include "support/refusal.hpp"
#include "support/run_task.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = Connection::Clock;

class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() : listener_(io_, "--input-tcp", "127.0.0.1:0") {
    listener_.start([this](ServerSocket socket) { accepted_.emplace(std::move(socket)); });
  }

  Url url() const { return parse_url("127.0.0.1:" + std::to_string(listener_.port())); }

  template <class Result>
  Result run(Task<Result> task) {
    return test::run_task(io_, std::move(task));
  }

  Connection::Opening open(Connection& connection) { return run(connection.open({*IpAddress::parse("127.0.0.1")})); }
  void accept() {
    test::run_until(io_, [&] { return accepted_.has_value(); });
  }

  asio::io_context io_{1};
  Listener listener_;
  std::optional<ServerConnection> accepted_;
};

TEST_F(ConnectionTest, BytesGoBothWays) {
  Connection connection(io_, url(), nullptr, Verify::nothing, nullptr);
  ASSERT_EQ(open(connection), Connection::Opening::done);
  accept();
  EXPECT_EQ(accepted_->peer().text(), "127.0.0.1");
  EXPECT_EQ(run(connection.write_all(asio::buffer("hello", 5))), 5U);
  char buffer[16];
  EXPECT_EQ(run(accepted_->read_some(asio::buffer(buffer))).bytes, 5U);
  EXPECT_TRUE(run(accepted_->write(asio::buffer("world!", 6))));
  EXPECT_EQ(run(connection.read_some(asio::buffer(buffer))).bytes, 6U);
  EXPECT_EQ(std::string(buffer, 6), "world!");
}

TEST_F(ConnectionTest, ADeadlineEndsTheOperationInFlight) {
  Connection connection(io_, url(), nullptr, Verify::nothing, nullptr);
  ASSERT_EQ(open(connection), Connection::Opening::done);
  connection.set_deadline(Clock::now() + 1h);
  std::optional<Io> read;
  char buffer[16];
  asio::co_spawn(io_, connection.read_some(asio::buffer(buffer)), [&](std::exception_ptr, Io io) { read = io; });
  io_.poll();
  connection.check(Clock::now());
  io_.poll();
  EXPECT_FALSE(read) << "too early";
  connection.check(Clock::now() + 2h);
  test::run_until(io_, [&] { return read.has_value(); });
  EXPECT_TRUE(read->error);
  EXPECT_TRUE(connection.has_expired());
}

TEST_F(ConnectionTest, ARefusedConnectionSaysSo) {
  const Url target = url();
  listener_.stop();
  io_.poll();
  Connection connection(io_, target, nullptr, Verify::nothing, nullptr);
  EXPECT_EQ(open(connection), Connection::Opening::refused);
  EXPECT_FALSE(connection.is_open());
}

TEST_F(ConnectionTest, IsRegisteredAsOurOwn) {
  OwnConnections own;
  Connection connection(io_, url(), nullptr, Verify::nothing, &own);
  ASSERT_EQ(open(connection), Connection::Opening::done);
  accept();
  const Endpoint remote{*IpAddress::parse("127.0.0.1"), listener_.port()};
  bool is_known = false;
  for (unsigned port = 1; port < 65536 && !is_known; ++port) {
    const Endpoint local{remote.address, static_cast<std::uint16_t>(port)};
    is_known = own.has(local, remote, wall_clock_now());
  }
  EXPECT_TRUE(is_known);
}

TEST_F(ConnectionTest, NoticesThatTheServerHasClosed) {
  Connection connection(io_, url(), nullptr, Verify::nothing, nullptr);
  ASSERT_EQ(open(connection), Connection::Opening::done);
  accept();
  EXPECT_FALSE(connection.has_unread());
  accepted_->close();
  char buffer[16];
  EXPECT_TRUE(run(connection.read_some(asio::buffer(buffer))).error);
  EXPECT_TRUE(connection.has_unread());
}

TEST(Listener, SaysWhatIsWrong) {
  asio::io_context io;
  EXPECT_THROW(Listener(io, "--input-tcp", "80"), UsageError);
  Listener first(io, "--input-tcp", "127.0.0.1:0");
  const std::string error = test::refusal_of<StartError>(
      [&] { const Listener second(io, "--input-tcp", "127.0.0.1:" + std::to_string(first.port())); });
  EXPECT_NE(error.find("--input-tcp"), std::string::npos) << error;
}

TEST(Listener, TakesIpv4AndIpv6WithoutAHost) {
  asio::io_context io;
  Listener listener(io, "--input-tcp", ":0");
  int taken = 0;
  listener.start([&](ServerSocket) { ++taken; });
  for (const char* address : {"127.0.0.1", "::1"}) {
    Connection connection(io, parse_url("http://h:" + std::to_string(listener.port())), nullptr, Verify::nothing,
                          nullptr);
    std::optional<Connection::Opening> opening;
    asio::co_spawn(io, connection.open({*IpAddress::parse(address)}),
                   [&](std::exception_ptr, Connection::Opening result) { opening = result; });
    test::run_until(io, [&] { return opening.has_value(); });
    EXPECT_EQ(*opening, Connection::Opening::done) << address;
  }
  test::run_until(io, [&] { return taken == 2; });
}

}  // namespace
}  // namespace gor::net
