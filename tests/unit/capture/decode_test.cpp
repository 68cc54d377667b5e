// SPDX-License-Identifier: Apache-2.0
#include "capture/decode.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "support/bytes.hpp"
#include "support/numbers.hpp"
#include "support/packet_builder.hpp"

namespace gor::capture {
namespace {

using namespace gor::test;  // NOLINT: the vocabulary of these tests

constexpr int kEthernet = 1;
constexpr int kNflog = 239;
const std::string kRequest = "GET / HTTP/1.1\r\n\r\n";

std::string text_of(const net::Endpoint& endpoint) {
  const std::string host = endpoint.address.text();
  return (endpoint.address.is_v4() ? host : '[' + host + ']') + ':' + std::to_string(endpoint.port);
}

class DecodeTest : public testing::Test {
 protected:
  bool decode(const std::string& frame, int link_type = kEthernet, std::size_t original_size = 0) {
    frame_ = frame;
    Packet packet;
    packet.bytes = frame_;
    packet.original_size = static_cast<std::uint32_t>(original_size == 0 ? frame.size() : original_size);
    packet.time = Timestamp(std::chrono::seconds(5));
    packet.link_type = link_type;
    return decoder_->decode(packet, segment_);
  }
  void expect_request(const std::string& frame, int link_type = kEthernet) {
    segment_ = {};
    ASSERT_TRUE(decode(frame, link_type));
    EXPECT_EQ(segment_.payload, kRequest);
    EXPECT_EQ(segment_.missing_bytes, 0U);
    EXPECT_EQ(segment_.source.port, 40000);
    EXPECT_EQ(segment_.destination.port, 80);
  }
  std::uint64_t metric(std::string_view name) { return test::number_of(station_, name); }

  StationMetrics station_{"input-raw"};
  std::unique_ptr<Decoder> decoder_ = std::make_unique<Decoder>(DecodeOptions{}, station_);
  std::string frame_;
  Segment segment_;
};

std::string request_v4() {
  return ipv4({.payload = tcp({.payload = kRequest})});
}
std::string request_v6() {
  return ipv6({.payload = tcp({.payload = kRequest})});
}

TEST_F(DecodeTest, ReadsEveryFieldOfATcpSegment) {
  ASSERT_TRUE(decode(ethernet(kIpv4, ipv4({.source = "192.0.2.1",
                                           .destination = "192.0.2.9",
                                           .payload = tcp({.source = 5555,
                                                           .destination = 8080,
                                                           .sequence = 0xfffffff0,
                                                           .acknowledgement = 0x01020304,
                                                           .flags = kSyn | kAck | kFin | kRst,
                                                           .options = std::string(8, '\1'),
                                                           .payload = "hello"})}))));
  EXPECT_EQ(text_of(segment_.source), "192.0.2.1:5555");
  EXPECT_EQ(text_of(segment_.destination), "192.0.2.9:8080");
  EXPECT_EQ(segment_.sequence, 0xfffffff0);
  EXPECT_EQ(segment_.acknowledgement, 0x01020304U);
  EXPECT_TRUE(segment_.syn && segment_.ack && segment_.fin && segment_.rst);
  EXPECT_EQ(segment_.payload, "hello");
  EXPECT_EQ(segment_.time, Timestamp(std::chrono::seconds(5)));
  EXPECT_EQ(metric("packets"), 1U);
}

TEST_F(DecodeTest, ClearsTheFlagsOfThePacketBefore) {
  ASSERT_TRUE(decode(ethernet(kIpv4, ipv4({.payload = tcp({.flags = kSyn | kFin | kRst})}))));
  ASSERT_TRUE(decode(ethernet(kIpv4, ipv4({.payload = tcp({.flags = 0})}))));
  EXPECT_FALSE(segment_.syn || segment_.ack || segment_.fin || segment_.rst);
}

TEST_F(DecodeTest, ReadsIpv6) {
  expect_request(ethernet(kIpv6, request_v6()));
  EXPECT_EQ(text_of(segment_.source), "[2001:db8::1]:40000");
}

TEST_F(DecodeTest, SkipsIpv4Options) {
  expect_request(ethernet(kIpv4, ipv4({.options = std::string(12, '\1'), .payload = tcp({.payload = kRequest})})));
}

TEST_F(DecodeTest, SkipsIpv6ExtensionHeaders) {
  const std::string options = ipv6_extension(6, 24, tcp({.payload = kRequest}));
  const std::string routing = ipv6_extension(60, 8, options);
  expect_request(ethernet(kIpv6, ipv6({.next_header = 0, .payload = ipv6_extension(43, 16, routing)})));
}

TEST_F(DecodeTest, ReadsWhatLinuxLogs) {
  expect_request(nflog(request_v4()), kNflog);
  expect_request(nflog(request_v6()), kNflog);
  EXPECT_FALSE(decode(nflog("").substr(0, 20), kNflog));
  EXPECT_FALSE(decode(be16(0x0201) + be16(5), kNflog)) << "another version";
}

TEST_F(DecodeTest, KnowsWhatIsMissingOfALoggedPacket) {
  const std::string whole = nflog(request_v4());
  const std::size_t padding = (4 - request_v4().size() % 4) % 4;
  ASSERT_TRUE(decode(whole.substr(0, whole.size() - padding - 5), kNflog, whole.size()));
  EXPECT_EQ(segment_.missing_bytes, 5U);
}

TEST_F(DecodeTest, SkipsMplsLabels) {
  for (const std::uint16_t type : {kMpls, kMplsMulticast}) {
    expect_request(ethernet(type, mpls(1, request_v4())));
    expect_request(ethernet(type, mpls(3, request_v6())));
    expect_request(ethernet(kVlan, vlan_tag(7, type, mpls(2, request_v4()))));
  }
  expect_request(ppp(0x0281, mpls(1, request_v4())), 9);
}

TEST_F(DecodeTest, ReadsEthernetThatMplsCarries) {
  const std::string inner = ethernet(kVlan, vlan_tag(7, kIpv4, request_v4()));
  expect_request(ethernet(kMpls, mpls(2, be32(0) + inner)));  // with a control word
  expect_request(ethernet(kMpls, mpls(2, "\xf4" + inner.substr(1))));
}

TEST_F(DecodeTest, FollowsNoEndlessNesting) {
  std::string frame = ethernet(kIpv4, request_v4());
  for (int i = 0; i < 500; ++i) frame = ethernet(kMpls, mpls(1, be32(0) + frame));
  EXPECT_FALSE(decode(frame));
}

TEST_F(DecodeTest, TrimsEthernetPadding) {
  ASSERT_TRUE(decode(ethernet(kIpv4, ipv4({.payload = tcp({})})) + std::string(6, '\0')));
  EXPECT_EQ(segment_.payload, "");
  expect_request(ethernet(kIpv6, request_v6()) + std::string(6, '\0'));
}

TEST_F(DecodeTest, TakesTheFramesLengthWhereOffloadLeavesItZero) {
  expect_request(ethernet(kIpv4, ipv4({.total_length = 0, .payload = tcp({.payload = kRequest})})));
  expect_request(ethernet(kIpv6, ipv6({.payload_length = 0, .payload = tcp({.payload = kRequest})})));
}

TEST_F(DecodeTest, TakesSegmentsOf64KilobytesFromOffload) {
  const std::string body(65000, 'x');
  ASSERT_TRUE(decode(ethernet(kIpv4, ipv4({.payload = tcp({.payload = body})}))));
  EXPECT_TRUE(test::same_bytes(segment_.payload, body));
  const std::string more(200000, 'y');
  ASSERT_TRUE(decode(ethernet(kIpv4, ipv4({.total_length = 0, .payload = tcp({.payload = more})}))));
  EXPECT_EQ(segment_.payload, more);
}

TEST_F(DecodeTest, TellsWhatTheSnapLengthCutOff) {
  const std::string frame = ethernet(kIpv4, request_v4());
  ASSERT_TRUE(decode(frame.substr(0, frame.size() - 5), kEthernet, frame.size()));
  EXPECT_EQ(segment_.payload, kRequest.substr(0, kRequest.size() - 5));
  EXPECT_EQ(segment_.missing_bytes, 5U);
  EXPECT_EQ(metric("packets truncated"), 1U);
}

TEST_F(DecodeTest, CountsAHeaderCutOffByTheSnapLengthAsTruncated) {
  const std::string frame = ethernet(kIpv4, request_v4());
  EXPECT_FALSE(decode(frame.substr(0, 40), kEthernet, frame.size()));
  EXPECT_EQ(metric("packets truncated"), 1U);
  EXPECT_EQ(metric("packets malformed"), 0U);
}

TEST_F(DecodeTest, UnwrapsVlanTagsAndQinQ) {
  expect_request(ethernet(kVlan, vlan_tag(5, kIpv4, request_v4())));
  expect_request(ethernet(kQinQ, vlan_tag(7, kVlan, vlan_tag(5, kIpv6, request_v6()))));
  expect_request(ethernet(0x9100, vlan_tag(7, kVlan, vlan_tag(5, kIpv4, request_v4()))));
}

TEST_F(DecodeTest, TakesOnlyTheVlansAskedFor) {
  decoder_ = std::make_unique<Decoder>(DecodeOptions{{5, 6}}, station_);
  EXPECT_TRUE(decode(ethernet(kVlan, vlan_tag(0x6005, kIpv4, request_v4()))));  // with a priority
  EXPECT_TRUE(decode(ethernet(kQinQ, vlan_tag(99, kVlan, vlan_tag(6, kIpv4, request_v4())))));
  EXPECT_FALSE(decode(ethernet(kVlan, vlan_tag(7, kIpv4, request_v4()))));
  EXPECT_FALSE(decode(ethernet(kIpv4, request_v4())));
  EXPECT_EQ(metric("packets of other VLANs"), 2U);
}

TEST_F(DecodeTest, ReadsLoopbackLinks) {
  expect_request(null_link(2, request_v4()), 0);
  expect_request(null_link(30, request_v6()), 0);
  expect_request(loop_link(2, request_v4()), 108);
  expect_request(loop_link(24, request_v6()), 108);
}

TEST_F(DecodeTest, ReadsRawIpLinks) {
  for (const int link_type : {12, 14, 101}) {
    expect_request(request_v4(), link_type);
    expect_request(request_v6(), link_type);
  }
  expect_request(request_v4(), 228);
  expect_request(request_v6(), 229);
}

TEST_F(DecodeTest, ReadsLinuxCookedCaptures) {
  expect_request(sll(kIpv4, request_v4()), 113);
  expect_request(sll(kVlan, vlan_tag(5, kIpv6, request_v6())), 113);
  expect_request(sll2(kIpv4, request_v4()), 276);
  expect_request(sll2(kIpv6, request_v6()), 276);
}

TEST_F(DecodeTest, ReadsPppAndPppoe) {
  expect_request(ppp(0x0021, request_v4()), 9);
  expect_request(std::string(1, '\0') + ppp(0x0057, request_v6()), 166);
  expect_request("\x21" + request_v4(), 50);  // compressed: no address, one byte of protocol
  expect_request(ethernet(kPppoe, pppoe(0x0021, request_v4())));
  expect_request(ethernet(kPppoe, pppoe(0x0057, request_v6())) + "padding");
  expect_request(ethernet(kVlan, vlan_tag(7, kPppoe, pppoe(0x0021, request_v4()))));
  EXPECT_FALSE(decode(ethernet(kPppoe, pppoe(0xc021, "link control"))));
}

TEST_F(DecodeTest, UnwrapsIpInIp) {
  expect_request(ethernet(kIpv4, ipv4({.protocol = 4, .payload = request_v4()})));
  expect_request(ethernet(kIpv4, ipv4({.protocol = 41, .payload = request_v6()})));
  expect_request(ethernet(kIpv6, ipv6({.next_header = 4, .payload = request_v4()})));
  expect_request(ethernet(kIpv6, ipv6({.next_header = 41, .payload = request_v6()})));
}

TEST_F(DecodeTest, UnwrapsGreWithEveryOptionalWord) {
  const auto tunnelled = [](const std::string& payload) {
    return ethernet(kIpv4, ipv4({.protocol = 47, .payload = payload}));
  };
  expect_request(tunnelled(gre(0, kIpv4, "", request_v4())));
  expect_request(tunnelled(gre(0xb000, kIpv6, std::string(12, 'w'), request_v6())));
  expect_request(tunnelled(gre(0x2000, 0x6558, be32(1), ethernet(kIpv4, request_v4()))));
  expect_request(tunnelled(gre(0x3081, 0x880b, std::string(12, 'w'), ppp(0x0021, request_v4()))));
  EXPECT_FALSE(decode(tunnelled(gre(0x2081, 0x880b, std::string(8, 'w'), ""))));
  EXPECT_EQ(metric("packets malformed"), 0U);
  EXPECT_FALSE(decode(tunnelled(gre(0x4000, kIpv4, std::string(8, 'w'), request_v4()))));
}

TEST_F(DecodeTest, UnwrapsErspanOfEachType) {
  for (const int type : {1, 2, 3}) {
    expect_request(ethernet(
        kIpv4, ipv4({.protocol = 47, .payload = erspan(type, ethernet(kVlan, vlan_tag(3, kIpv4, request_v4())))})));
  }
}

TEST_F(DecodeTest, UnwrapsVxlanWithJumboFrames) {
  expect_request(ethernet(kIpv4, ipv4({.protocol = 17, .payload = vxlan(42, ethernet(kIpv4, request_v4()))})));
  const std::string body(8900, 'x');
  const std::string inner = ethernet(kIpv4, ipv4({.payload = tcp({.payload = body})}));
  ASSERT_TRUE(decode(ethernet(kIpv6, ipv6({.next_header = 17, .payload = vxlan(42, inner)}))));
  EXPECT_TRUE(test::same_bytes(segment_.payload, body));
}

TEST_F(DecodeTest, ReadsVxlanDatagramsWithReservedBitsAndExtensions) {
  using namespace std::string_view_literals;
  const auto datagram = [](std::string_view header, const std::string& inner) { return std::string(header) + inner; };
  const std::string frame = ethernet(kIpv4, request_v4());
  expect_request(datagram("\x08\0\0\0\0\0\x2a\0"sv, frame), kLinkVxlan);
  const auto network = segment_.network;
  expect_request(datagram("\x88\xff\x12\x34\0\0\x2a\xff"sv, frame), kLinkVxlan);
  EXPECT_EQ(segment_.network, network);
  expect_request(datagram("\x0c\0\0\x01\0\0\x2a\0"sv, request_v4()), kLinkVxlan);
  EXPECT_EQ(segment_.network, network);
  EXPECT_FALSE(decode(datagram("\0\0\0\0\0\0\x2a\0"sv, frame), kLinkVxlan));
  EXPECT_FALSE(decode("\x08", kLinkVxlan));
  EXPECT_EQ(metric("packets malformed"), 2U);
}

TEST_F(DecodeTest, TakesOnlyTheWantedVirtualNetworks) {
  decoder_ = std::make_unique<Decoder>(DecodeOptions{.networks = VniFilter({"42"})}, station_);
  const auto in_network = [](std::uint32_t number) {
    return ethernet(kIpv4, ipv4({.protocol = 17, .payload = vxlan(number, ethernet(kIpv4, request_v4()))}));
  };
  expect_request(in_network(42));
  EXPECT_FALSE(decode(in_network(43)));
  EXPECT_FALSE(decode(ethernet(kIpv4, request_v4())));
  EXPECT_EQ(metric("packets of other virtual networks"), 2U);
}

TEST_F(DecodeTest, LeavesOtherUdpAlone) {
  EXPECT_FALSE(decode(ethernet(kIpv4, ipv4({.protocol = 17, .payload = udp(53, 53, std::string(40, 'x'))}))));
  EXPECT_EQ(metric("packets without TCP"), 1U);
}

std::string in_udp(std::uint16_t port, const std::string& payload) {
  return ethernet(kIpv4, ipv4({.protocol = 17, .payload = udp(50'000, port, payload)}));
}

TEST_F(DecodeTest, TakesTunnelsInUdpApart) {
  const std::string inner = request_v4();
  const std::string frame = ethernet(kIpv4, inner);
  const auto bytes = [](std::string_view text) { return std::string(text); };
  using namespace std::string_view_literals;
  expect_request(in_udp(8472, bytes("\x08\0\0\0\0\0\x2a\0"sv) + frame));
  const auto network_of_42 = segment_.network;
  EXPECT_NE(network_of_42, 0U);
  expect_request(in_udp(4789, bytes("\x08\0\0\0\0\0\x2b\0"sv) + frame));
  EXPECT_NE(segment_.network, network_of_42);
  expect_request(in_udp(4790, bytes("\x0c\0\0\x01\0\0\x2a\0"sv) + inner));
  expect_request(in_udp(4790, bytes("\x0c\0\0\x03\0\0\x2a\0"sv) + frame));
  expect_request(in_udp(6081, bytes("\x02\0\x65\x58\0\0\x2a\0optional"sv) + frame));
  EXPECT_EQ(segment_.network, network_of_42);
  expect_request(in_udp(6081, bytes("\0\0\x08\0\0\0\x2a\0"sv) + inner));
  expect_request(in_udp(4754, bytes("\0\0\x08\0"sv) + inner));
  const auto length = [&](std::size_t more) {
    const std::size_t size = inner.size() + more;
    return std::string{static_cast<char>(size >> 8), static_cast<char>(size)};
  };
  expect_request(in_udp(2152, bytes("\x30\xff"sv) + length(0) + "teid" + inner));
  expect_request(in_udp(2152, bytes("\x34\xff"sv) + length(8) + "teid" + bytes("\0\0\0\x85\x01\x10\x01\0"sv) + inner));
  EXPECT_EQ(segment_.network, 0U);
  EXPECT_FALSE(decode(in_udp(2152, bytes("\x34\xff"sv) + length(8) + "teid" + bytes("\0\0\0\x85\0\0\0\0"sv) + inner)));
}

TEST_F(DecodeTest, TakesLogicalLinkFramesApart) {
  using namespace std::string_view_literals;
  const std::string inner = request_v4();
  const std::string snap = std::string("\xaa\xaa\x03\0\0\0\x08\0"sv) + inner;
  expect_request(ethernet(static_cast<std::uint16_t>(snap.size()), snap));
}

TEST_F(DecodeTest, PutsIpv4FragmentsTogetherInAnyOrder) {
  const std::string body(4000, 'b');
  const std::string datagram = tcp({.payload = body});
  const auto piece = [&](std::size_t offset, std::size_t size) {
    return ethernet(kIpv4, ipv4({.fragment_offset = offset,
                                 .more_fragments = offset + size < datagram.size(),
                                 .payload = datagram.substr(offset, size)}));
  };
  EXPECT_FALSE(decode(piece(2960, 1480)));
  EXPECT_FALSE(decode(piece(0, 1480)));
  ASSERT_TRUE(decode(piece(1480, 1480)));
  EXPECT_TRUE(test::same_bytes(segment_.payload, body));
  EXPECT_EQ(metric("fragments"), 3U);
}

TEST_F(DecodeTest, PutsIpv6FragmentsTogether) {
  const std::string datagram = tcp({.payload = std::string(3000, 'b')});
  EXPECT_FALSE(decode(
      ethernet(kIpv6, ipv6({.next_header = 44, .payload = ipv6_fragment(6, 0, true, 9, datagram.substr(0, 1440))}))));
  ASSERT_TRUE(decode(
      ethernet(kIpv6, ipv6({.next_header = 44, .payload = ipv6_fragment(6, 1440, false, 9, datagram.substr(1440))}))));
  EXPECT_EQ(segment_.payload.size(), 3000U);
  expect_request(
      ethernet(kIpv6, ipv6({.next_header = 44, .payload = ipv6_fragment(6, 0, false, 9, tcp({.payload = kRequest}))})));
}

TEST_F(DecodeTest, UnwrapsATunnelWhoseOuterPacketWasFragmented) {
  const std::string inner = gre(0, kIpv4, "", request_v4());
  EXPECT_FALSE(decode(ethernet(kIpv4, ipv4({.protocol = 47, .more_fragments = true, .payload = inner.substr(0, 32)}))));
  expect_request(ethernet(kIpv4, ipv4({.protocol = 47, .fragment_offset = 32, .payload = inner.substr(32)})));
}

TEST_F(DecodeTest, DoesNotFollowEndlessNesting) {
  std::string packet = request_v4();
  for (int i = 0; i < 30; ++i) packet = ipv4({.protocol = 4, .payload = packet});
  EXPECT_FALSE(decode(ethernet(kIpv4, packet)));
  EXPECT_EQ(metric("packets malformed"), 1U);
}

TEST_F(DecodeTest, CountsWhatIsNotTcp) {
  EXPECT_FALSE(decode(ethernet(0x0806, std::string(28, '\0'))));
  EXPECT_FALSE(decode(ethernet(kIpv4, ipv4({.protocol = 1, .payload = std::string(20, '\0')}))));
  EXPECT_FALSE(decode(request_v4(), 9999));
  EXPECT_EQ(metric("packets without TCP"), 3U);
}

TEST_F(DecodeTest, CountsMalformedHeaders) {
  EXPECT_FALSE(decode(ethernet(kIpv4, ipv4({.total_length = 10, .payload = tcp({})}))));
  std::string short_header = tcp({});
  short_header[12] = 0x10;
  EXPECT_FALSE(decode(ethernet(kIpv4, ipv4({.payload = short_header}))));
  EXPECT_FALSE(decode(ethernet(kIpv4, request_v6())));
  EXPECT_FALSE(decode("short"));
  EXPECT_EQ(metric("packets malformed"), 4U);
}

TEST_F(DecodeTest, ReadsUnencryptedWifiFrames) {
  const std::string snap = std::string("\xaa\xaa\x03\0\0\0", 6) + be16(kIpv4) + request_v4();
  const std::string plain = std::string("\x08\x01", 2) + std::string(22, 'a') + snap;
  const std::string with_quality = std::string("\x88\x02", 2) + std::string(24, 'a') + snap;
  const std::string radiotap = std::string("\0\0\x0c\0", 4) + std::string(8, 'r');
  expect_request(plain, 105);
  expect_request(radiotap + with_quality, 127);
  EXPECT_FALSE(decode(std::string("\x08\x41", 2) + plain.substr(2), 105));  // encrypted
}

}  // namespace
}  // namespace gor::capture
