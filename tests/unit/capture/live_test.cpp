// SPDX-License-Identifier: Apache-2.0
// Live capture of real connections over lo.
#include "live_test.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include "base/error.hpp"
#include "support/bytes.hpp"
#include "support/numbers.hpp"

namespace gor::capture {
namespace {

/// A TCP connection over lo.
class Connection {
 public:
  Connection() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    ::bind(listener, generic, size);
    ::listen(listener, 1);
    ::getsockname(listener, generic, &size);
    port_ = ntohs(address.sin_port);
    connect_ = [this, listener, address] {
      client_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      ::connect(client_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
      server_ = ::accept(listener, nullptr, nullptr);
      ::close(listener);
    };
  }
  ~Connection() {
    ::close(client_);
    ::close(server_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint16_t port() const { return port_; }
  void connect() { connect_(); }
  void request(const std::string& bytes) { transfer(client_, server_, bytes); }
  void respond(const std::string& bytes) { transfer(server_, client_, bytes); }

 private:
  static void transfer(int from, int to, const std::string& bytes) {
    std::thread writer([&] {
      for (std::size_t sent = 0; sent < bytes.size();) {
        const ssize_t count = ::send(from, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
      }
    });
    std::vector<char> buffer(1 << 16);
    for (std::size_t received = 0; received < bytes.size();) {
      const ssize_t count = ::recv(to, buffer.data(), buffer.size(), 0);
      if (count <= 0) break;
      received += static_cast<std::size_t>(count);
    }
    writer.join();
  }

  std::uint16_t port_ = 0;
  int client_ = -1;
  int server_ = -1;
  std::function<void()> connect_;
};

TEST_F(LiveTest, CapturesBothDirectionsOnLoopback) {
  Connection connection;
  port_ = connection.port();
  const auto source = open({.interface = "lo", .ports = {port_}, .track_responses = true});
  EXPECT_TRUE(source->is_live());
  const auto before = std::chrono::system_clock::now();
  connection.connect();
  connection.request("GET / HTTP/1.1\r\n\r\n");
  connection.respond("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_TRUE(poll_until(*source, [&] { return !requests_.bytes().empty() && !responses_.bytes().empty(); }));
  EXPECT_EQ(requests_.bytes(), "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(responses_.bytes(), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_GE(last_time_, before);
  EXPECT_LE(last_time_, std::chrono::system_clock::now());
  EXPECT_TRUE(has_told("capturing on lo: "));
}

TEST_F(LiveTest, LeavesResponsesInTheKernelUnlessTracked) {
  Connection connection;
  port_ = connection.port();
  const auto source = open({.interface = "127.0.0.1", .ports = {port_}});
  connection.connect();
  connection.respond("response");
  connection.request("request");
  EXPECT_TRUE(poll_until(*source, [&] { return !requests_.bytes().empty(); }));
  EXPECT_EQ(responses_.bytes(), "");
}

TEST_F(LiveTest, CapturesLargeBodiesWhole) {
  Connection connection;
  port_ = connection.port();
  const auto source = open({.ports = {port_}});  // every interface
  connection.connect();
  std::string body(5'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7 + i / 251);
  connection.request(body);
  EXPECT_TRUE(poll_until(*source, [&] { return requests_.bytes().size() >= body.size(); }));
  EXPECT_TRUE(test::same_bytes(requests_.bytes(), body));
  EXPECT_EQ(missing_, 0U);
  EXPECT_EQ(test::number_of(station_, "packets dropped by the kernel"), 0U);
}

TEST_F(LiveTest, ImmediateModeAndTimeOfReadingWork) {
  Connection connection;
  port_ = connection.port();
  const auto source =
      open({.interface = "lo", .ports = {port_}, .buffer_timeout = milliseconds(0), .timestamp_type = "go"});
  connection.connect();
  connection.request("request");
  const auto sent = std::chrono::system_clock::now();
  EXPECT_TRUE(poll_until(*source, [&] { return !requests_.bytes().empty(); }));
  EXPECT_GE(last_time_, sent);
}

TEST_F(LiveTest, AGivenFilterTakesThePlaceOfTheGeneratedOne) {
  Connection connection;
  port_ = connection.port();
  const auto source =
      open({.interface = "lo", .ports = {1}, .filter = "tcp dst port " + std::to_string(port_), .stats = true});
  connection.connect();
  connection.request("request");
  EXPECT_TRUE(poll_until(*source, [&] { return !requests_.bytes().empty(); }));
  EXPECT_TRUE(has_told("capturing on lo: tcp dst port"));
}

TEST_F(LiveTest, GivesThePriorityToTheThreadThatPollsAlone) {
  if (!has_capability(CAP_SYS_NICE)) GTEST_SKIP() << "needs CAP_SYS_NICE: run the tests as root";
  const int before = getpriority(PRIO_PROCESS, 0);
  const auto source = open_first({.interface = "lo", .ports = {1}, .priority = -10});
  int nice = 0;
  std::thread poller([&] {
    source->poll(*this, milliseconds(0));
    nice = getpriority(PRIO_PROCESS, 0);
  });
  poller.join();
  EXPECT_EQ(nice, -10);
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before) << "this thread has opened it and polls nothing";
  EXPECT_TRUE(has_told("input-raw: the capture thread has nice -10\n"));
}

TEST_F(LiveTest, CapturesWithoutThePrivilegeToGoFirst) {
  const auto source = open_first({.interface = "lo", .ports = {1}, .priority = -10});
  int nice = -1;
  std::thread poller([&] {
    drop_capabilities_of_this_thread();
    EXPECT_EQ(source->poll(*this, milliseconds(0)), PacketSource::Turn::idle);
    nice = getpriority(PRIO_PROCESS, 0);
  });
  poller.join();
  EXPECT_EQ(nice, getpriority(PRIO_PROCESS, 0));
  EXPECT_TRUE(has_told("keeps its priority; nice -10 needs CAP_SYS_NICE\n"));
}

TEST_F(LiveTest, WakeEndsAPollThatWaits) {
  const auto source = open({.interface = "lo", .ports = {1}});
  std::thread waker([&] { source->wake(); });
  const auto start = std::chrono::steady_clock::now();
  while (source->poll(*this, seconds(20)) != PacketSource::Turn::idle) continue;
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(1));
  waker.join();
}

TEST_F(LiveTest, CountsWhatTheKernelDropsAndNamesTheFlag) {
  Connection connection;
  port_ = connection.port();
  const auto source = open({.interface = "lo", .ports = {port_}, .buffer_bytes = 1 << 20});
  connection.connect();
  connection.request(std::string(30'000'000, 'x'));
  EXPECT_TRUE(poll_until(*source, [&] { return has_told("--input-raw-buffer-size"); }));
  EXPECT_GT(test::number_of(station_, "packets dropped by the kernel"), 0U);
}

TEST_F(LiveTest, GivesAHintWithTheFilterWhenNothingComes) {
  const auto source = open({.interface = "lo", .ports = {1}, .hint_after = milliseconds(100)});
  EXPECT_TRUE(poll_until(*source, [&] { return has_told("--input-raw-bpf-filter"); }));
  EXPECT_TRUE(has_told("tcp dst port 1"));
}

TEST_F(LiveTest, ListsTheInterfacesWhenThereIsNoSuchOne) {
  const std::string text = refusal<StartError>({.interface = "nosuch0"});
  EXPECT_NE(text.find("--input-raw nosuch0: no such interface or address; there are"), std::string::npos) << text;
  EXPECT_NE(text.find("lo (127.0.0.1"), std::string::npos) << text;
}

TEST_F(LiveTest, NamesTheFlagOfABadFilterOrTimestampType) {
  EXPECT_NE(refusal<UsageError>({.interface = "lo", .filter = "no such word"})
                .find("--input-raw-bpf-filter \"no such word\": "),
            std::string::npos);
  const std::string text = refusal<UsageError>({.interface = "lo", .timestamp_type = "PCAP_TSTAMP_SUNDIAL"});
  EXPECT_EQ(text, "--input-raw-timestamp-type PCAP_TSTAMP_SUNDIAL: lo has PCAP_TSTAMP_HOST, go");
}

TEST_F(LiveTest, NamesTheMissingCapabilityAndHowToGrantIt) {
  std::string text;
  std::thread([&] {
    drop_capabilities_of_this_thread();
    text = refusal<StartError>({.interface = "lo", .ports = {80}});
  }).join();
  EXPECT_NE(text.find("CAP_NET_RAW"), std::string::npos) << text;
  EXPECT_NE(text.find("sudo setcap cap_net_raw+ep /"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace gor::capture
