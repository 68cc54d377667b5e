// SPDX-License-Identifier: Apache-2.0
#include "net/http/blocking_client.hpp"

#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "support/becomes_true.hpp"
#include "support/scripted_server.hpp"

namespace gor::net {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHead = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

class BlockingClientTest : public testing::Test {
 protected:
  /// Streams an answer whose second piece is sent only once something of the first has been passed on.
  BlockingHttpClient::Answer stream(const std::string& first, const std::string& second) {
    std::atomic<bool> has_begun = false;
    test::ScriptedServer server([&](test::Peer& peer) {
      peer.read_request();
      peer.send(first);
      test::becomes_true([&] { return has_begun.load(); });
      peer.send(second);
    });
    BlockingHttpClient client(parse_url(server.url()));
    return client.stream(std::string(kHead), 10s, [&](std::string_view piece) {
      body_ += piece;
      has_begun = true;
    });
  }

  std::string body_;
};

TEST_F(BlockingClientTest, PassesChunksOnAsTheyCome) {
  const auto answer =
      stream("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n6\r\nth", "ree\n\r\n0\r\n\r\n");
  EXPECT_TRUE(answer.is_success());
  EXPECT_EQ(body_, "one\nthree\n");
  EXPECT_EQ(answer.body, "");
}

TEST_F(BlockingClientTest, PassesABodyOfKnownLengthOn) {
  EXPECT_EQ(stream("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\nabc", "def").status, 403);
  EXPECT_EQ(body_, "abcdef");
}

TEST_F(BlockingClientTest, SaysThatAStreamWasCutOff) {
  EXPECT_NE(stream("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "5\r\nab").outcome,
            Outcome::answered);
  EXPECT_EQ(body_, "abc");
}

TEST_F(BlockingClientTest, AnInterruptionEndsAStream) {
  test::ScriptedServer server([&](test::Peer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    peer.wait_for_end();
  });
  BlockingHttpClient client(parse_url(server.url()));
  const auto answer = client.stream(std::string(kHead), 60s, [&](std::string_view) { client.interrupt(); });
  EXPECT_NE(answer.outcome, Outcome::answered);
}

}  // namespace
}  // namespace gor::net
