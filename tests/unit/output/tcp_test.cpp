// SPDX-License-Identifier: Apache-2.0
#include "output/tcp.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "input/tcp.hpp"
#include "record/codec.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/messages.hpp"
#include "support/refusal.hpp"
#include "support/scripted_server.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using test::Peer;
using test::ScriptedServer;
using Clock = std::chrono::steady_clock;
constexpr auto kNoDeadline = Clock::time_point::max();

/// What is read from an input, by id.
class Reader {
 public:
  explicit Reader(Input& input)
      : input_(input), thread_([this] {
          while (auto message = input_.read()) {
            std::lock_guard lock(mutex_);
            got_[std::string(message->id.view())].push_back(std::string(message->payload.view()));
            ++count_;
          }
        }) {}
  ~Reader() {
    input_.stop();
    thread_.join();
  }
  std::size_t count() {
    std::lock_guard lock(mutex_);
    return count_;
  }
  std::map<std::string, std::vector<std::string>> got() {
    std::lock_guard lock(mutex_);
    return got_;
  }

 private:
  Input& input_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> got_;
  std::size_t count_ = 0;
  std::thread thread_;
};

void finish(Output& output) {
  output.close(kNoDeadline);
  output.join();
}

std::string address_of(const ScriptedServer& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

std::string unused_address() {
  return "127.0.0.1:" + std::to_string(ScriptedServer::unused_port());
}

Message recorded(std::string_view id, std::string_view payload = "GET / HTTP/1.1\r\n\r\n") {
  Message message = make_message(MessageType::request, id, payload);
  message.can_wait = true;
  return message;
}

TEST(TcpOutput, EveryMessageArrivesOnceAndAsItWas) {
  for (const bool sticky : {false, true}) {
    StationMetrics of_input("input-tcp");
    StationMetrics station("output-tcp");
    const std::string address = unused_address();
    const auto input = make_tcp_input({.address = address}, of_input);
    Reader reader(*input);
    const auto output = make_tcp_output(
        {.address = net::parse_address("--output-tcp", address), .stream = {.workers = 4, .sticky = sticky}}, station,
        nullptr);
    const auto messages = test::random_messages(1000, 100'000, 1);
    std::size_t sent = 0;
    for (const Message& message : messages) {
      output->write(message);
      if (message.type != MessageType::replayed_response) ++sent;
    }
    finish(*output);
    EXPECT_TRUE(becomes_true([&] { return reader.count() == sent; })) << reader.count() << " of " << sent;
    const auto got = reader.got();
    for (const Message& message : messages) {
      if (message.type == MessageType::replayed_response) continue;
      const auto found = got.find(std::string(message.id.view()));
      ASSERT_NE(found, got.end());
      EXPECT_EQ(found->second, std::vector{std::string(message.payload.view())});
    }
    EXPECT_EQ(station.ignored("replayed responses").total(), messages.size() - sent);
    EXPECT_EQ(station.held(), 0);
  }
}

TEST(TcpOutput, WhatIsWrittenInPartWhenTheConnectionBreaksIsWrittenAgainWhole) {
  std::mutex mutex;
  std::string heard;
  int connections = 0;
  ScriptedServer server([&](Peer& peer) {
    {
      std::lock_guard lock(mutex);
      if (++connections == 1) return;  // closes at once, with what has come unread
    }
    for (std::string bytes; !(bytes = peer.read_some()).empty();) {
      std::lock_guard lock(mutex);
      heard += bytes;
    }
  });
  StationMetrics station("output-tcp");
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address_of(server)), .stream = {.workers = 1}}, station, nullptr);
  const std::string body(3'000'000, 'x');
  for (const char* id : {"a", "b"})
    output->write(recorded(id, "POST / HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n" + body));
  finish(*output);
  EXPECT_EQ(station.out.total(), 2U);
  EXPECT_TRUE(becomes_true([&] {
    std::lock_guard lock(mutex);
    return heard.ends_with(kRecordSeparator);
  }));
  std::lock_guard lock(mutex);
  EXPECT_TRUE(heard.starts_with("1 a ") || heard.starts_with("1 b ")) << heard.substr(0, 20);
  EXPECT_EQ(station.counter(metrics::kConnections).get(), 2U);
}

TEST(TcpOutput, AnEndThatWasNotAnnouncedLeavesTheLastMessagesUnconfirmed) {
  for (const bool announced : {false, true}) {
    std::atomic<bool> is_over = false;
    ScriptedServer server([&](Peer& peer) {
      peer.read_some();
      if (announced) peer.send("leaving\n");
      peer.end_direction();
      peer.wait_for_end();
      is_over = true;
    });
    StationMetrics station("output-tcp");
    const auto output =
        make_tcp_output({.address = net::parse_address("--output-tcp", address_of(server)), .stream = {.workers = 1}},
                        station, nullptr);
    output->write(recorded("a"));
    EXPECT_TRUE(becomes_true([&] { return is_over.load(); }));
    output->close(Clock::now());
    output->join();
    EXPECT_EQ(station.out.total(), 1U);
    EXPECT_EQ(station.counter(metrics::kUnconfirmed).get(), announced ? 0U : 1U);
  }
}

TEST(TcpOutput, ConnectionsThatEndAtOnceAreMadeEverMoreSeldom) {
  std::atomic<int> connections = 0;
  ScriptedServer server([&](Peer&) { ++connections; });
  StationMetrics station("output-tcp");
  const auto began = Clock::now();
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address_of(server)), .stream = {.workers = 1}}, station, nullptr);
  EXPECT_TRUE(becomes_true([&] { return connections == 4; }));
  EXPECT_GE(Clock::now() - began, 700ms) << "100, 200 and 400 ms between them";
  output->close(Clock::now());
  output->join();
}

TEST(TcpOutput, AReceiverWithoutRoomIsNotGone) {
  std::atomic<bool> may_read = false;
  std::atomic<int> connections = 0;
  std::atomic<std::size_t> heard = 0;
  ScriptedServer server([&](Peer& peer) {
    ++connections;
    becomes_true([&] { return may_read.load(); });
    for (std::string bytes; !(bytes = peer.read_some()).empty();) heard += bytes.size();
  });
  StationMetrics station("output-tcp");
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address_of(server)), .stream = {.workers = 1, .silence = 1s}},
      station, nullptr);
  const std::string payload = "POST / HTTP/1.1\r\nContent-Length: 30000000\r\n\r\n" + std::string(30'000'000, 'x');
  output->write(recorded("a", payload));
  const auto three_times_the_silence = Clock::now() + 3s;
  EXPECT_TRUE(becomes_true([&] { return Clock::now() > three_times_the_silence; }));
  may_read = true;
  finish(*output);
  EXPECT_TRUE(becomes_true([&] { return heard > payload.size(); }));
  EXPECT_EQ(connections, 1);
  EXPECT_EQ(station.counter(metrics::kUnconfirmed).get(), 0U);
}

TEST(TcpOutput, WhatIsCutOffAtTheDeadlineIsUnconfirmed) {
  ScriptedServer server([](Peer& peer) { peer.wait_for_end_unread(); });
  StationMetrics station("output-tcp");
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address_of(server)), .stream = {.workers = 1}}, station, nullptr);
  const std::string payload = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x');
  for (int i = 0; i < 600; ++i) output->write(recorded(std::to_string(i), payload));
  const auto end = Clock::now() + 3s;  // more than what counts as arrived after a while
  EXPECT_TRUE(becomes_true([&] { return Clock::now() > end; }));
  output->close(Clock::now());
  output->join();
  EXPECT_GT(station.out.total(), 0U) << "what fits the system's buffers";
  // The server's system has had some of them.
  EXPECT_GT(station.counter(metrics::kUnconfirmed).get(), 0U);
  EXPECT_EQ(station.held(), 0);
}

TEST(TcpOutput, AConnectionThatIsSlowDoesNotHoldUpTheOthers) {
  std::mutex mutex;
  std::size_t heard = 0;
  std::atomic<bool> is_first = true;
  ScriptedServer server([&](Peer& peer) {
    if (is_first.exchange(false)) return peer.wait_for_end_unread();
    for (std::string bytes; !(bytes = peer.read_some()).empty();) {
      std::lock_guard lock(mutex);
      heard += bytes.size();
    }
  });
  StationMetrics station("output-tcp");
  const auto output = make_tcp_output({.address = net::parse_address("--output-tcp", address_of(server)),
                                       .stream = {.workers = 4, .buffer = 4'000'000}},
                                      station, nullptr);
  const std::string payload = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x');
  for (int i = 0; i < 400; ++i) output->write(recorded(std::to_string(i), payload));  // waits while there is no room
  // The slow one holds its share, and what the sockets take.
  EXPECT_TRUE(becomes_true([&] {
    std::lock_guard lock(mutex);
    return heard > 20'000'000;
  }));
  output->close(Clock::now());
  output->join();
  EXPECT_EQ(station.held(), 0);
}

TEST(TcpOutput, AtTheEndAConnectionThatWorksSendsWhatOthersCannot) {
  for (const bool waits : {false, true}) {
    std::atomic<int> connections = 0;
    const ScriptedServer server([&](Peer& peer) {
      if (++connections == 1) peer.wait_for_end();  // all others are closed at once
    });
    StationMetrics station("output-tcp");
    const auto output =
        make_tcp_output({.address = net::parse_address("--output-tcp", address_of(server)), .stream = {.workers = 10}},
                        station, nullptr);
    const auto all_have_tried = [&] { return !waits || server.connections() >= 10; };
    EXPECT_TRUE(becomes_true(all_have_tried));
    for (int i = 0; i < 300; ++i) output->write(recorded("a" + std::to_string(i)));
    output->close(Clock::now() + 60s);
    output->join();
    EXPECT_EQ(station.held(), 0);
    EXPECT_EQ(station.dropped("shutdown").total(), 0U);
    EXPECT_EQ(station.out.total(), 300U);
  }
}

TEST(TcpOutput, WhileNobodyIsThereWhatIsLiveIsBounded) {
  const std::string address = unused_address();
  for (const bool sticky : {false, true}) {
    StationMetrics station("output-tcp");
    const auto output = make_tcp_output({.address = net::parse_address("--output-tcp", address),
                                         .stream = {.workers = 2, .sticky = sticky, .buffer = 10'000}},
                                        station, nullptr);
    Message live = recorded("a", std::string(1000, 'x'));
    live.can_wait = false;
    EXPECT_TRUE(becomes_true([&] {
      output->write(live);
      return station.dropped("queue full").total() > 10;
    }));
    output->close(Clock::now());
    output->join();
    EXPECT_GT(station.dropped("shutdown").total(), 0U);
    EXPECT_EQ(station.out.total(), 0U);
    EXPECT_EQ(station.held(), 0);
  }
}

TEST(TcpOutput, AnAcknowledgedMessageIsOutWhenNobodyHoldsItAnyMore) {
  const std::string address = unused_address();
  StationMetrics of_input("input-tcp");
  StationMetrics station("output-tcp");
  const auto input = make_tcp_input({.address = address, .acknowledge = true}, of_input);
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address), .stream = {.workers = 2, .acknowledge = true}}, station,
      nullptr);
  for (const char* id : {"a", "b", "c"}) output->write(recorded(id));
  std::vector<Message> held;
  for (int i = 0; i < 3; ++i) held.push_back(*input->read());
  for (const Message& message : held) {
    EXPECT_EQ(message.extra, "") << "the number does not travel on";
    EXPECT_NE(message.receipt, nullptr);
  }
  EXPECT_EQ(station.out.total(), 0U);
  held.clear();
  EXPECT_TRUE(becomes_true([&] { return station.out.total() == 3; }));
  finish(*output);
  EXPECT_EQ(station.counter(metrics::kUnconfirmed).get(), 0U);
}

TEST(TcpOutput, WhatIsNotConfirmedIsSentAgainToWhoComesNext) {
  const std::string address = unused_address();
  StationMetrics station("output-tcp");
  std::unique_ptr<Output> output;
  {
    StationMetrics of_first("input-tcp");
    std::optional<Message> held;
    const auto first = make_tcp_input({.address = address, .acknowledge = true}, of_first);
    output = make_tcp_output(
        {.address = net::parse_address("--output-tcp", address), .stream = {.workers = 1, .acknowledge = true}},
        station, nullptr);
    output->write(recorded("a"));
    output->write(recorded("b"));
    held = first->read();  // and kept until after its end: as good as lost
    ASSERT_TRUE(held);
    first->stop();
  }
  StationMetrics of_second("input-tcp");
  const auto second = make_tcp_input({.address = address, .acknowledge = true}, of_second);
  Reader reader(*second);
  EXPECT_TRUE(becomes_true([&] { return station.out.total() == 2; }));
  EXPECT_EQ(reader.got().count("a"), 1U);
  finish(*output);
  EXPECT_EQ(station.held(), 0);
}

TEST(TcpOutput, WhatCouldNotBeDeliveredIsSentAgain) {
  const std::string address = unused_address();
  StationMetrics of_input("input-tcp");
  StationMetrics station("output-tcp");
  const auto input = make_tcp_input({.address = address, .acknowledge = true}, of_input);
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address), .stream = {.workers = 1, .acknowledge = true}}, station,
      nullptr);
  for (const char* id : {"a", "b", "c"}) output->write(recorded(id));
  for (int i = 0; i < 3; ++i) {
    const auto message = input->read();
    if (message->id.view() == "b") message->receipt->fail();
  }
  EXPECT_TRUE(becomes_true([&] { return station.out.total() == 2; }));
  EXPECT_EQ(station.held(), 1);
  EXPECT_EQ(input->read()->id.view(), "b");
  EXPECT_TRUE(becomes_true([&] { return station.out.total() == 3; }));
  EXPECT_EQ(station.counter(metrics::kSentAgain).get(), 1U);
  finish(*output);
}

TEST(TcpOutput, OfTooManyUndeliveredMessagesTheOldestAreGivenUp) {
  const std::string address = unused_address();
  StationMetrics of_input("input-tcp");
  StationMetrics station("output-tcp");
  const auto input = make_tcp_input({.address = address, .acknowledge = true}, of_input);
  const auto output = make_tcp_output({.address = net::parse_address("--output-tcp", address),
                                       .stream = {.workers = 1, .acknowledge = true, .buffer = 1'000'000}},
                                      station, nullptr);
  std::thread target([&] {
    while (const auto message = input->read()) message->receipt->fail();
  });
  const std::string payload(10'000, 'x');
  for (int i = 0; i < 80; ++i) {
    Message message = recorded(std::to_string(i));
    message.payload = Payload(payload);
    output->write(message);
  }
  EXPECT_TRUE(becomes_true([&] { return station.failed("not delivered").total() >= 30; }));
  EXPECT_GT(station.held(), 30) << "the others are tried again";
  EXPECT_EQ(station.out.total(), 0U);
  output->close(std::chrono::steady_clock::now());
  output->join();
  EXPECT_EQ(station.held(), 0);
  input->stop();
  target.join();
}

TEST(TcpOutput, RefusesWhatIsNoAddress) {
  StationMetrics station("output-tcp");
  EXPECT_THROW(make_tcp_output({.address = net::parse_address("--output-tcp", "80")}, station, nullptr), UsageError);
  EXPECT_THROW(make_tcp_input({.address = "80"}, station), UsageError);
}

TEST(TcpInput, StopsWhileConnectionsAreOpen) {
  const std::string address = unused_address();
  StationMetrics of_input("input-tcp");
  StationMetrics station("output-tcp");
  const auto input = make_tcp_input({.address = address}, of_input);
  const auto output = make_tcp_output(
      {.address = net::parse_address("--output-tcp", address), .stream = {.workers = 2}}, station, nullptr);
  {
    Reader reader(*input);
    output->write(recorded("a"));
    EXPECT_TRUE(becomes_true([&] { return reader.count() == 1; }));
  }
  output->close(Clock::now());
  output->join();
  EXPECT_EQ(of_input.held(), 0);
}

TEST(TcpInput, APortThatIsTakenIsNamed) {
  const ScriptedServer server([](Peer&) {});
  StationMetrics station("input-tcp");
  const std::string error =
      test::refusal_of<StartError>([&] { make_tcp_input({.address = address_of(server)}, station); });
  EXPECT_NE(error.find("--input-tcp: cannot listen on " + address_of(server)), std::string::npos) << error;
}

}  // namespace
}  // namespace gor
