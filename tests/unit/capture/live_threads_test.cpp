// SPDX-License-Identifier: Apache-2.0
// Live captures on several threads, which share the packets of an interface.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "capture/shared_rings.hpp"
#include "live_test.hpp"
#include "support/numbers.hpp"
#include "support/scripted_server.hpp"
#include "support/tcp_client.hpp"

namespace gor::capture {
namespace {

constexpr std::size_t kThreads = 3;

/// A server on lo that answers each connection's bytes with its own.
class Server {
 public:
  Server() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 10);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Server() { ::close(listener_); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }
  /// Exchanges bytes on a connection of its own.
  void exchange(const std::string& request, const std::string& response) {
    test::TcpClient client(port_);
    test::Peer peer(::accept(listener_, nullptr, nullptr));
    client.send(request);
    std::string got;
    for (std::string some; got.size() < request.size() && !(some = peer.read_some()).empty();) got += some;
    EXPECT_EQ(got, request);
    peer.send(response);
    peer.close();
    EXPECT_EQ(client.hear_all(), response);
  }

 private:
  const int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
};

/// What one thread has captured, by the client's port.
class Captured : public PacketSink {
 public:
  Captured(std::uint16_t port, StationMetrics& station) : port_(port), decoder_({}, station) {}

  void take(const Packet& packet) override {
    Segment segment;
    if (!decoder_.decode(packet, segment)) return;
    const bool is_request = segment.destination.port == port_;
    auto& [requests, responses] = by_client_[(is_request ? segment.source : segment.destination).port];
    (is_request ? requests : responses).add(segment);
  }
  const auto& by_client() const { return by_client_; }

 private:
  const std::uint16_t port_;
  Decoder decoder_;
  std::map<std::uint16_t, std::pair<Stream, Stream>> by_client_;
};

class LiveThreadsTest : public LiveTest {
 protected:
  void open_all(const LiveOptions& common) {
    const auto rings = std::make_shared<SharedRings>(kThreads);
    for (std::size_t i = 0; i < kThreads; ++i) {
      LiveOptions options = common;
      options.rings = rings;
      options.thread = i;
      sources_.push_back(open(std::move(options)));
      captured_.push_back(std::make_unique<Captured>(server_.port(), station_));
    }
  }
  void poll_all_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      for (std::size_t i = 0; i < kThreads; ++i) sources_[i]->poll(*captured_[i], milliseconds(1));
    }
    EXPECT_TRUE(condition());
  }
  std::size_t complete(const std::string& request, const std::string& response) const {
    std::size_t count = 0;
    for (const auto& one : captured_) {
      for (const auto& [client, streams] : one->by_client()) {
        count += streams.first.bytes() == request && streams.second.bytes() == response ? 1 : 0;
      }
    }
    return count;
  }

  Server server_;
  std::vector<std::unique_ptr<PacketSource>> sources_;
  std::vector<std::unique_ptr<Captured>> captured_;
};

TEST_F(LiveThreadsTest, EachConnectionIsCapturedByOneThread) {
  constexpr std::size_t kConnections = 60;
  open_all({.interface = "lo", .ports = {server_.port()}, .track_responses = true});
  const std::string request(3000, 'q');
  const std::string response(70'000, 'r');
  for (std::size_t i = 0; i < kConnections; ++i) server_.exchange(request, response);
  poll_all_until([&] { return complete(request, response) == kConnections; });
  std::size_t all = 0;
  for (const auto& one : captured_) {
    EXPECT_GT(one->by_client().size(), kConnections / 10);
    all += one->by_client().size();
  }
  EXPECT_EQ(all, kConnections);
}

TEST_F(LiveThreadsTest, NothingFromBeforeTheRingsWereSharedIsCaptured) {
  std::atomic<bool> stop = false;
  std::atomic<std::size_t> exchanged = 0;
  std::thread traffic([&] {
    for (; !stop; ++exchanged) server_.exchange("request", "response");
  });
  for (int round = 0; round < 5; ++round) {
    sources_.clear();
    captured_.clear();
    open_all({.interface = "lo", .ports = {server_.port()}, .track_responses = true});
    const std::size_t before = exchanged;
    poll_all_until([&] { return exchanged > before + 100 && complete("request", "response") > 50; });
    std::multiset<std::uint16_t> clients;
    for (const auto& one : captured_) {
      for (const auto& [client, streams] : one->by_client()) clients.insert(client);
    }
    EXPECT_EQ(std::set(clients.begin(), clients.end()).size(), clients.size()) << "a connection was at two threads";
  }
  stop = true;
  traffic.join();
}

TEST_F(LiveThreadsTest, AllThreadsCountTheSameInterface) {
  open_all({.interface = "lo", .ports = {server_.port()}, .track_responses = true, .stats = true});
  for (int i = 0; i < 20; ++i) server_.exchange("request", "response");
  poll_all_until([&] { return complete("request", "response") == 20; });
  EXPECT_GE(test::number_of(station_, "packets"), 40U);
  EXPECT_TRUE(has_told("capturing on lo"));
}

}  // namespace
}  // namespace gor::capture
