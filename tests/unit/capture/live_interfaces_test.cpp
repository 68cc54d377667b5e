// SPDX-License-Identifier: Apache-2.0
// Live capture of interfaces that come and go, in a network namespace of the test's own.
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include "live_test.hpp"
#include "support/numbers.hpp"

namespace gor::capture {
namespace {

/// Runs in a thread that has a network namespace of its own, where interfaces can be made without disturbing anyone.
class LiveInterfacesTest : public LiveTest {
 protected:
  static bool run(const std::string& command) { return std::system(("ip " + command + " 2>/dev/null").c_str()) == 0; }
  /// One end of a pair, with an address; no ARP, so that packets go out to whatever address.
  static bool add(const std::string& name, int number) {
    const std::string peer = "peer" + std::to_string(number);
    return run("link add " + name + " type veth peer name " + peer) && run("link set " + peer + " up") &&
           run("addr add 10.66." + std::to_string(number) + ".1/24 dev " + name) &&
           run("link set " + name + " arp off up");
  }
  void in_own_network(const std::function<void()>& test) {
    bool has_network = false;
    std::thread([&] {
      if (::unshare(CLONE_NEWNET) != 0 || !add("probe0", 200) || !run("link delete probe0")) return;
      has_network = true;
      test();
    }).join();
    if (!has_network) GTEST_SKIP() << "needs a network namespace with veth interfaces";
  }
  /// A connection attempt that goes out of the interface with that number.
  void knock(int number, std::uint16_t port) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(0x0a420002U | static_cast<std::uint32_t>(number) << 8);
    ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(client);
  }
};

TEST_F(LiveInterfacesTest, FollowsInterfacesThatComeAndGo) {
  in_own_network([&] {
    const auto source = open({.interface = "gor*", .ports = {80}, .promiscuous = true});
    EXPECT_TRUE(has_told("waiting"));
    ASSERT_TRUE(add("gor0", 1));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("capturing on gor0"); }));
    ASSERT_TRUE(run("link delete gor0"));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("no longer capturing on gor0"); }));
    ASSERT_TRUE(add("gor1", 2));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("capturing on gor1"); }));
    EXPECT_FALSE(station_.failure());
  });
}

TEST_F(LiveInterfacesTest, FollowsTheAddressesOfAnInterface) {
  in_own_network([&] {
    ASSERT_TRUE(add("gor0", 1));
    const auto source = open({.interface = "gor0", .ports = {80}});
    EXPECT_TRUE(has_told("dst host 10.66.1.1"));
    ASSERT_TRUE(run("addr add 10.66.9.1/24 dev gor0"));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("dst host 10.66.9.1"); }));
  });
}

TEST_F(LiveInterfacesTest, TakesUpTheOneInterfaceItNamedWhenItIsBack) {
  in_own_network([&] {
    ASSERT_TRUE(add("gor0", 1));
    const auto source = open({.interface = "10.66.1.1", .ports = {80}});
    ASSERT_TRUE(run("link delete gor0"));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("no longer capturing on gor0"); }));
    told_.clear();
    ASSERT_TRUE(add("gor0", 1));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("capturing on gor0"); }));
    EXPECT_FALSE(station_.failure());
  });
}

TEST_F(LiveInterfacesTest, TakesOneHandleForManyInterfaces) {
  in_own_network([&] {
    for (int i = 0; i < 16; ++i) ASSERT_TRUE(add("gor" + std::to_string(i), i));
    ASSERT_TRUE(add("other", 100));
    const auto source = open({.interface = "gor*", .ports = {8888}, .promiscuous = true});
    EXPECT_TRUE(has_told("capturing on gor15"));
    ASSERT_TRUE(add("gor16", 16));
    EXPECT_TRUE(poll_until(*source, [&] { return has_told("capturing on any"); }));
    ASSERT_TRUE(poll_until(*source, [&] { return told_.rfind("ifindex") != std::string::npos; }));
    while (source->poll(*this, milliseconds(20)) == PacketSource::Turn::packets) continue;
    ASSERT_EQ(test::number_of(station_, "packets"), 0U);
    knock(100, 8888);
    knock(16, 9999);
    knock(16, 8888);
    EXPECT_TRUE(poll_until(*source, [&] { return packets_ > 0; }));
    EXPECT_EQ(packets_, 1U);
    EXPECT_EQ(test::number_of(station_, "packets without TCP"), 0U);
  });
}

TEST_F(LiveInterfacesTest, SkipsIgnoredInterfaces) {
  in_own_network([&] {
    ASSERT_TRUE(add("gor0", 1));
    ASSERT_TRUE(add("gor1", 2));
    const auto source = open({.interface = "", .ports = {80}, .ignored_interfaces = {"gor1"}});
    EXPECT_TRUE(has_told("capturing on gor0"));
    EXPECT_FALSE(has_told("capturing on gor1"));
  });
}

}  // namespace
}  // namespace gor::capture
