// SPDX-License-Identifier: Apache-2.0
// VXLAN datagrams that are sent over lo to the live capture.
#include "capture/vxlan.hpp"

#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "support/numbers.hpp"
#include "support/refusal.hpp"

namespace gor::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Sender {
 public:
  explicit Sender(int family) : family_(family), descriptor_(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  ~Sender() { ::close(descriptor_); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void send(std::uint16_t port, std::string_view bytes) const {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    const bool is_v4 = family_ == AF_INET;
    const auto* address = is_v4 ? reinterpret_cast<sockaddr*>(&v4) : reinterpret_cast<sockaddr*>(&v6);
    ::sendto(descriptor_, bytes.data(), bytes.size(), 0, address, is_v4 ? sizeof v4 : sizeof v6);
  }

 private:
  int family_;
  int descriptor_;
};

/// A port that nothing has.
std::uint16_t free_port() {
  const int descriptor = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ::bind(descriptor, generic, size);
  ::getsockname(descriptor, generic, &size);
  ::close(descriptor);
  return ntohs(address.sin6_port);
}

class VxlanTest : public testing::Test, protected PacketSink {
 protected:
  std::unique_ptr<PacketSource> open(LiveOptions options) {
    options.priority = 0;
    options.tell = [this](log::Level, std::string_view line) { told_ += std::string(line) + "\n"; };
    return open_vxlan_capture(std::move(options), port_, station_);
  }
  void take(const Packet& packet) override {
    packets_.emplace_back(packet.bytes);
    last_time_ = packet.time;
    link_type_ = packet.link_type;
    EXPECT_EQ(packet.original_size, packet.bytes.size());
  }
  bool poll_until(PacketSource& source, const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (!condition() && std::chrono::steady_clock::now() < deadline) source.poll(*this, milliseconds(50));
    return condition();
  }
  bool has_told(std::string_view words) const { return told_.find(words) != std::string::npos; }

  const std::uint16_t port_ = free_port();
  StationMetrics station_{"input-raw"};
  std::vector<std::string> packets_;
  Timestamp last_time_;
  int link_type_ = 0;
  std::string told_;
};

TEST_F(VxlanTest, GetsDatagramsOfBothFamiliesInOrder) {
  const auto source = open({});
  EXPECT_TRUE(source->is_live());
  const Sender v4(AF_INET), v6(AF_INET6);
  const std::string largest(65'507, 'x');
  const auto before = std::chrono::system_clock::now();
  v4.send(port_, "one");
  v6.send(port_, "two");
  v4.send(port_, "");
  v4.send(port_, largest);
  EXPECT_TRUE(poll_until(*source, [&] { return packets_.size() == 4; }));
  EXPECT_EQ(packets_, (std::vector<std::string>{"one", "two", "", largest}));
  EXPECT_EQ(link_type_, kLinkVxlan);
  EXPECT_GE(last_time_, before);
  EXPECT_LE(last_time_, std::chrono::system_clock::now());
}

TEST_F(VxlanTest, GetsMoreDatagramsThanOneBatchOrTurnHolds) {
  const auto source = open({.buffer_timeout = milliseconds(0)});
  const Sender sender(AF_INET);
  for (int i = 0; i < 1000; ++i) {
    sender.send(port_, std::to_string(i));
    if (i % 300 == 0) source->poll(*this, milliseconds(0));
  }
  EXPECT_TRUE(poll_until(*source, [&] { return packets_.size() == 1000; }));
  for (std::size_t i = 0; i < packets_.size(); ++i) EXPECT_EQ(packets_[i], std::to_string(i));
}

TEST_F(VxlanTest, BoundsATurn) {
  const auto source = open({});
  const Sender sender(AF_INET);
  for (int i = 0; i < 2 * kTurnPackets; ++i) sender.send(port_, "x");
  EXPECT_EQ(source->poll(*this, seconds(20)), PacketSource::Turn::packets);
  EXPECT_LE(packets_.size(), static_cast<std::size_t>(kTurnPackets));
  EXPECT_TRUE(poll_until(*source, [&] { return packets_.size() == 2U * kTurnPackets; }));
}

TEST_F(VxlanTest, CountsWhatTheKernelDropsAndNamesTheFlag) {
  const auto source = open({.buffer_bytes = 4096});
  const Sender sender(AF_INET);
  for (int i = 0; i < 100; ++i) sender.send(port_, std::string(1000, 'x'));
  EXPECT_TRUE(poll_until(*source, [&] { return has_told("--input-raw-buffer-size"); })) << told_;
  EXPECT_EQ(test::number_of(station_, "packets dropped by the kernel") + packets_.size(), 100U);
}

TEST_F(VxlanTest, WakeEndsAPollThatWaits) {
  const auto source = open({});
  std::thread waker([&] { source->wake(); });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(source->poll(*this, seconds(20)), PacketSource::Turn::idle);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(10));
  waker.join();
}

TEST_F(VxlanTest, GivesAHintWhenNothingComes) {
  const auto source = open({.hint_after = milliseconds(100)});
  EXPECT_TRUE(poll_until(*source, [&] { return has_told("no VXLAN packet"); }));
  EXPECT_TRUE(has_told("UDP port " + std::to_string(port_)));
}

TEST_F(VxlanTest, NamesThePortThatIsTaken) {
  const auto first = open({});
  const std::string text = test::refusal_of<StartError>([&] { open({}); });
  EXPECT_NE(text.find("--input-raw-vxlan-port " + std::to_string(port_) + ": "), std::string::npos) << text;
}

}  // namespace
}  // namespace gor::capture
