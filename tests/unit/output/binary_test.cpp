// SPDX-License-Identifier: Apache-2.0
#include "output/binary.hpp"

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http_test.hpp"

namespace gor {
namespace {

class BinaryOutputTest : public testing::Test {
 protected:
  void start(const ScriptedServer& server, BinaryOutputOptions options = {}) {
    options.target = net::url_of({"127.0.0.1", server.port()}, false);
    options.track_response = true;
    output_ = make_binary_output(options, station_, &own_, &responses_);
  }
  void write(int session, const std::string& payload) {
    const std::string id = std::to_string(1'000'000'000'000'000 + session) + std::to_string(++written_);
    Message message = make_message(MessageType::request, id, payload);
    message.can_wait = true;
    output_->write(message);
  }
  /// Ends the output; the payloads of the responses.
  std::vector<std::string> finish() {
    EXPECT_TRUE(becomes_true([&] { return station_.held() == 0; }));
    output_->close(Clock::time_point::max());
    std::vector<std::string> all;
    while (const auto message = output_->responses()->read()) all.emplace_back(message->payload.view());
    output_->join();
    return all;
  }

  StationMetrics station_{"output-binary"};
  StationMetrics responses_{"responses"};
  net::OwnConnections own_;
  std::unique_ptr<Output> output_;
  int written_ = 0;
};

void echo(Peer& peer) {
  for (std::string bytes; !(bytes = peer.read_some()).empty();) peer.send(bytes);
}

TEST_F(BinaryOutputTest, AsksEachSessionInOrderOverItsOwnConnection) {
  const ScriptedServer server(echo);
  start(server, {.timeout = 500ms});
  std::multiset<std::string> expected;
  for (int number = 0; number < 200; ++number) {
    const std::string payload = "message " + std::to_string(number);
    expected.insert(payload);
    write(number % 8, payload);
  }
  const auto answers = finish();
  EXPECT_EQ(std::multiset<std::string>(answers.begin(), answers.end()), expected);
  EXPECT_EQ(test::number_of(station_, "connections"), 8U);
}

TEST_F(BinaryOutputTest, GivesAClosedSessionANewConnection) {
  const ScriptedServer server([](Peer& peer) { peer.send(peer.read_some() + "!"); });
  start(server, {.timeout = 500ms});
  for (int number = 0; number < 5; ++number) {
    write(1, "x");
    EXPECT_TRUE(becomes_true([&] { return station_.held() == 0; }));
  }
  EXPECT_EQ(finish(), std::vector<std::string>(5, "x!"));
  EXPECT_EQ(test::number_of(station_, "connections"), 5U);
}

TEST_F(BinaryOutputTest, ReadsWhatIsSentWhenNothingWasAsked) {
  std::atomic<bool> is_sent = false;
  const ScriptedServer server([&](Peer& peer) {
    peer.read_some();
    peer.send("answer");
    EXPECT_TRUE(becomes_true([&] { return station_.out.total() == 1; }));
    peer.send(std::string(20'000'000, 'x'));
    is_sent = true;
    peer.wait_for_end();
  });
  start(server, {.timeout = 100ms});
  write(1, "x");
  EXPECT_TRUE(becomes_true([&] { return is_sent.load(); }));
  EXPECT_TRUE(becomes_true([&] { return test::number_of(station_, "bytes outside answers") == 20'000'000; }));
  EXPECT_EQ(finish(), std::vector<std::string>{"answer"});
}

TEST_F(BinaryOutputTest, EndsAtItsDeadlineWhenTheServerReadsNothing) {
  const ScriptedServer server([](Peer& peer) { peer.wait_for_end_unread(); });
  start(server, {.timeout = 60s});
  write(1, std::string(50'000'000, 'x'));
  write(1, "waits");
  EXPECT_TRUE(becomes_true([&] { return test::number_of(station_, "connections") == 1; }));
  output_->close(Clock::now() + 50ms);
  output_->join();
  EXPECT_EQ(station_.held(), 0);
  EXPECT_EQ(station_.out.total(), 0U);
}

TEST_F(BinaryOutputTest, CountsALongRequestThatTheServerCutsOff) {
  const ScriptedServer server([](Peer& peer) { peer.read_some(); });
  start(server, {.timeout = 10s});
  write(1, std::string(50'000'000, 'x'));
  EXPECT_TRUE(finish().empty());
  EXPECT_EQ(count(station_, "reset"), 1U);
}

}  // namespace
}  // namespace gor
