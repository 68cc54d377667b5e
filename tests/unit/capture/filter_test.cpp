// SPDX-License-Identifier: Apache-2.0
// The filters are run over real frames: what counts is what they take, not how they are written.
#include "capture/filter.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include "support/packet_builder.hpp"

namespace gor::capture {
namespace {

using namespace gor::test;  // NOLINT: the vocabulary of these tests

constexpr int kSll2 = 276;
const std::uint8_t kServer[] = {10, 0, 0, 2};

class Program {
 public:
  explicit Program(const std::string& filter, int link_type = 1) {
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(pcap_open_dead(link_type, 262144), pcap_close);
    is_valid_ = pcap_compile(handle.get(), &program_, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0;
    EXPECT_TRUE(is_valid_) << filter << ": " << pcap_geterr(handle.get());
  }
  ~Program() {
    if (is_valid_) pcap_freecode(&program_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  bool takes(const std::string& frame) const {
    pcap_pkthdr header{};
    header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
    return pcap_offline_filter(&program_, &header, reinterpret_cast<const u_char*>(frame.data())) != 0;
  }

 private:
  bpf_program program_{};
  bool is_valid_ = false;
};

std::string packet(std::uint16_t source, std::uint16_t destination, const std::string& host = "10.0.0.2") {
  return ipv4({.destination = host, .payload = tcp({.source = source, .destination = destination})});
}
std::string frame(std::uint16_t source, std::uint16_t destination, const std::string& host = "10.0.0.2") {
  return ethernet(kIpv4, packet(source, destination, host));
}

TEST(FilterTest, TakesWhatGoesToThePorts) {
  const Program program(make_filter({.ports = {80, 81}}));
  EXPECT_TRUE(program.takes(frame(5000, 80)));
  EXPECT_TRUE(program.takes(frame(5000, 81)));
  EXPECT_TRUE(program.takes(ethernet(kIpv6, ipv6({.payload = tcp({.destination = 80})}))));
  EXPECT_FALSE(program.takes(frame(5000, 82)));
  EXPECT_FALSE(program.takes(frame(80, 5000)));
  EXPECT_FALSE(program.takes(ethernet(kIpv4, ipv4({.protocol = 17, .payload = udp(5000, 80, "x")}))));
}

TEST(FilterTest, TakesResponsesIfTracked) {
  const Program program(make_filter({.ports = {80}, .track_responses = true}));
  EXPECT_TRUE(program.takes(frame(5000, 80)));
  EXPECT_TRUE(program.takes(frame(80, 5000)));
  EXPECT_FALSE(program.takes(frame(81, 5000)));
}

TEST(FilterTest, TakesOnlyTrafficOfTheAddresses) {
  const auto server = net::IpAddress::v4(kServer);
  const Program program(make_filter({.ports = {80}, .track_responses = true, .addresses = {server}}));
  EXPECT_TRUE(program.takes(frame(5000, 80, "10.0.0.2")));
  EXPECT_FALSE(program.takes(frame(5000, 80, "10.0.0.3")));
  EXPECT_FALSE(program.takes(frame(80, 5000, "10.0.0.2")));  // from port 80 of another host
  EXPECT_TRUE(program.takes(
      ethernet(kIpv4, ipv4({.source = "10.0.0.2", .destination = "10.0.0.9", .payload = tcp({.source = 80})}))));
}

TEST(FilterTest, TakesAllTcpWithoutPorts) {
  const Program program(make_filter({}));
  EXPECT_TRUE(program.takes(frame(1, 2)));
  EXPECT_FALSE(program.takes(ethernet(kIpv4, ipv4({.protocol = 17, .payload = udp(5000, 80, "x")}))));
}

TEST(FilterTest, TakesFragmentsThatShowNoPort) {
  const Program program(make_filter({.ports = {80}, .addresses = {net::IpAddress::v4(kServer)}}));
  const auto piece = [](const std::string& host, std::uint8_t protocol) {
    return ethernet(kIpv4,
                    ipv4({.destination = host, .protocol = protocol, .fragment_offset = 1480, .payload = "xxxx"}));
  };
  EXPECT_TRUE(program.takes(piece("10.0.0.2", 6)));
  EXPECT_FALSE(program.takes(piece("10.0.0.3", 6)));
  EXPECT_FALSE(program.takes(piece("10.0.0.2", 17)));
}

TEST(FilterTest, TakesTcpBehindAnIpv6ExtensionHeaderAndNothingElseThere) {
  const Program v6(make_filter({.ports = {80}}));
  EXPECT_TRUE(v6.takes(ethernet(kIpv6, ipv6({.next_header = 0, .payload = ipv6_extension(6, 8, tcp({}))}))));
  EXPECT_FALSE(v6.takes(ethernet(kIpv6, ipv6({.next_header = 0, .payload = ipv6_extension(58, 8, "listener")}))));
  EXPECT_TRUE(v6.takes(ethernet(kIpv6, ipv6({.next_header = 44, .payload = ipv6_fragment(6, 8, false, 1, "xxxx")}))));
}

TEST(FilterTest, TakesTaggedFramesIfAsked) {
  const std::string tagged = ethernet(kVlan, vlan_tag(5, kIpv4, packet(5000, 80)));
  const std::string twice = ethernet(kQinQ, vlan_tag(5, kVlan, vlan_tag(6, kIpv4, packet(5000, 80))));
  const Program plain(make_filter({.ports = {80}}));
  EXPECT_FALSE(plain.takes(tagged));
  const Program vlan(make_filter({.ports = {80}, .vlan = true}));
  EXPECT_TRUE(vlan.takes(tagged));
  EXPECT_TRUE(vlan.takes(twice));
  EXPECT_TRUE(vlan.takes(frame(5000, 80)));
  EXPECT_FALSE(vlan.takes(ethernet(kVlan, vlan_tag(5, kIpv4, packet(5000, 81)))));
}

TEST(FilterTest, ChoosesInterfacesOnTheAnyDevice) {
  const std::string on_first = sll2(kIpv4, packet(5000, 80));  // interface 1
  EXPECT_TRUE(Program(make_filter({.ports = {80}, .only_interfaces = {1, 2}}), kSll2).takes(on_first));
  EXPECT_FALSE(Program(make_filter({.ports = {80}, .only_interfaces = {2}}), kSll2).takes(on_first));
  EXPECT_FALSE(Program(make_filter({.ports = {80}, .not_interfaces = {1, 2}}), kSll2).takes(on_first));
  EXPECT_TRUE(Program(make_filter({.ports = {80}, .not_interfaces = {2}}), kSll2).takes(on_first));
}

TEST(FilterTest, TakesWhatPassesAnInterfaceOneWay) {
  constexpr std::size_t kPacketType = 10;  // in the header: 0 for this host, 4 for outgoing
  const auto going = [&](char type, const std::string& bytes) {
    std::string frame = sll2(kIpv4, bytes);
    frame[kPacketType] = type;
    return frame;
  };
  const std::string request = packet(5000, 80);
  const std::string response =
      ipv4({.source = "10.0.0.2", .destination = "10.0.0.1", .payload = tcp({.source = 80, .destination = 5000})});
  FilterOptions options{.ports = {80}, .track_responses = true, .addresses = {net::IpAddress::v4(kServer)}};
  options.way = Way::out;
  const Program outwards(make_filter(options), kSll2);
  EXPECT_TRUE(outwards.takes(going(4, request)) && outwards.takes(going(0, response)));
  EXPECT_FALSE(outwards.takes(going(0, request)) || outwards.takes(going(4, response)));
  options.way = Way::in;
  options.track_responses = false;
  const Program inwards(make_filter(options), kSll2);
  EXPECT_TRUE(inwards.takes(going(0, request)));
  EXPECT_FALSE(inwards.takes(going(4, request)) || inwards.takes(going(4, response)));
}

TEST(FilterTest, StaysWithinTheKernelsLimitWithManyAddresses) {
  FilterOptions options{.ports = {80, 81, 82}, .track_responses = true, .vlan = true};
  for (int i = 0; i < 1000; ++i) {
    const std::uint8_t octets[] = {10, 1, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    options.addresses.push_back(net::IpAddress::v4(octets));
  }
  EXPECT_TRUE(Program(make_filter(options)).takes(frame(5000, 80)));
}

}  // namespace
}  // namespace gor::capture
