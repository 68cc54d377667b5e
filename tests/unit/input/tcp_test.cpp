// SPDX-License-Identifier: Apache-2.0
#include "input/tcp.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "record/codec.hpp"
#include "support/becomes_true.hpp"
#include "support/scripted_server.hpp"
#include "support/tcp_client.hpp"

namespace gor {
namespace {

using test::becomes_true;
using test::TcpClient;

std::string numbered(int number) {
  return "1 abc 5 0 #0123456789abcdef-" + std::to_string(number) + "\nGET / HTTP/1.1\r\n\r\n" +
         std::string(kRecordSeparator);
}

TEST(TcpInput, AConfirmationReachesASenderThatHasComeOverAnotherConnection) {
  StationMetrics station("input-tcp");
  const auto port = test::ScriptedServer::unused_port();
  const auto input = make_tcp_input({.address = "127.0.0.1:" + std::to_string(port), .acknowledge = true}, station);
  TcpClient first(port);
  first.send(numbered(1));
  ASSERT_TRUE(input->read());
  EXPECT_EQ(first.hear_some(), "1\n");
  // The first connection stays, as one does whose sender has gone without a word.
  TcpClient second(port);
  second.send(numbered(2));
  ASSERT_TRUE(input->read());
  std::string heard;
  EXPECT_TRUE(becomes_true([&] { return (heard += second.heard()).ends_with("2\n"); })) << heard;
  second.send(numbered(2));
  EXPECT_TRUE(becomes_true([&] { return (heard += second.heard()).ends_with("2\n2\n"); })) << heard;
  EXPECT_EQ(station.counter(metrics::kDuplicates).get(), 1U);
}

TEST(TcpInput, ReportsWhatCouldNotBeDeliveredToEveryConnectionOfTheSender) {
  StationMetrics station("input-tcp");
  const auto port = test::ScriptedServer::unused_port();
  const auto input = make_tcp_input({.address = "127.0.0.1:" + std::to_string(port), .acknowledge = true}, station);
  TcpClient first(port);
  for (int number = 1; number <= 3; ++number) first.send(numbered(number));
  for (int number = 1; number <= 3; ++number) {
    const auto message = input->read();
    ASSERT_TRUE(message);
    if (number == 2) message->receipt->fail();
  }
  std::string heard;
  EXPECT_TRUE(becomes_true([&] { return (heard += first.heard()).ends_with("3\n"); })) << heard;
  EXPECT_NE(heard.find("failed 2\n"), std::string::npos) << heard;
  EXPECT_LT(heard.find("failed 2\n"), heard.rfind("3\n")) << "before it is covered by a confirmation";
  EXPECT_EQ(station.counter(metrics::kUndelivered).get(), 1U);
  // A sender that lost the connection before it heard that sends both again.
  TcpClient second(port);
  second.send(numbered(2));
  heard.clear();
  EXPECT_TRUE(becomes_true([&] { return (heard += second.heard()) == "failed 2\n3\n"; })) << heard;
  // One that begins behind it has heard it.
  TcpClient third(port);
  third.send(numbered(3));
  heard.clear();
  EXPECT_TRUE(becomes_true([&] { return (heard += third.heard()) == "3\n"; })) << heard;
}

TEST(TcpInput, ASenderThatGoesOnHearsTheLastConfirmationAndAnEndInOrder) {
  StationMetrics station("input-tcp");
  const auto port = test::ScriptedServer::unused_port();
  auto input = make_tcp_input({.address = "127.0.0.1:" + std::to_string(port), .acknowledge = true}, station);
  TcpClient sender(port);
  sender.send(numbered(1));
  auto message = input->read();
  ASSERT_TRUE(message);
  input->stop();
  EXPECT_FALSE(input->read());
  std::atomic<bool> has_heard = false;
  std::thread goes_on([&] {
    bool is_there = true;
    while (!has_heard && is_there) is_there = sender.send_some(numbered(2));
    EXPECT_TRUE(is_there) << "reset: what it was told last might have been lost";
  });
  message.reset();  // done with
  std::thread end([&] { input.reset(); });
  EXPECT_EQ(sender.hear_all(), "1\n");
  has_heard = true;
  goes_on.join();
  end.join();
}

std::string record(std::string_view payload, char type = '1') {
  return type + std::string(" abc 5 0\n") + std::string(payload) + std::string(kRecordSeparator);
}

TEST(TcpInput, WhatFollowsAMessageThatIsShorterThanItsLengthArrives) {
  const std::string answer_to_head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
  const std::string not_modified = "HTTP/1.1 304 Not Modified\r\nContent-Length: 100000\r\n\r\n";
  const std::string cut = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\nabc";
  for (const bool ends : {false, true}) {
    for (const auto& [payload, type] :
         {std::pair(answer_to_head, '2'), std::pair(not_modified, '2'), std::pair(cut, '1')}) {
      StationMetrics station("input-tcp");
      const auto port = test::ScriptedServer::unused_port();
      const auto input = make_tcp_input({.address = "127.0.0.1:" + std::to_string(port)}, station);
      auto sender = std::make_optional<TcpClient>(port);
      sender->send(record("GET /1 HTTP/1.1\r\n\r\n") + record(payload, type) + record("GET /2 HTTP/1.1\r\n\r\n"));
      if (ends) sender.reset();
      EXPECT_EQ(input->read()->payload.view(), "GET /1 HTTP/1.1\r\n\r\n");
      EXPECT_EQ(input->read()->payload.view(), payload);
      EXPECT_EQ(input->read()->payload.view(), "GET /2 HTTP/1.1\r\n\r\n");
      input->stop();
      EXPECT_FALSE(input->read());
      EXPECT_EQ(station.counter(metrics::kHalfRecords).get(), 0U);
    }
  }
}

TEST(TcpInput, AConnectionThatDoesNotBeginWithARecordIsClosed) {
  StationMetrics station("input-tcp");
  const auto port = test::ScriptedServer::unused_port();
  const auto input = make_tcp_input({.address = "127.0.0.1:" + std::to_string(port)}, station);
  const std::string evil = record("DELETE /admin HTTP/1.1\r\n\r\n");
  const std::vector<std::string> strangers = {
      "POST / HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(kRecordSeparator) + evil, "\n" + evil,
      std::string(kRecordSeparator) + evil, "garbage\n"};
  for (const std::string& bytes : strangers) {
    TcpClient stranger(port);
    stranger.send(bytes);
    EXPECT_EQ(stranger.hear_all(), "");
  }
  EXPECT_EQ(station.counter(metrics::kStrangers).get(), strangers.size());
  TcpClient sender(port);
  sender.send(record("GET / HTTP/1.1\r\n\r\n") + "damaged" + std::string(kRecordSeparator) +
              record("GET /2 HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(input->read()->payload.view(), "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(input->read()->payload.view(), "GET /2 HTTP/1.1\r\n\r\n") << "damage later on is skipped";
  EXPECT_EQ(station.in.total() + station.born.total(), 2U);
}

}  // namespace
}  // namespace gor
