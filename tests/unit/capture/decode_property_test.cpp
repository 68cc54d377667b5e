// SPDX-License-Identifier: Apache-2.0
// Frames of every kind, cut at every byte and with every byte changed: run under the address sanitizer this shows that
// no read leaves the packet.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "capture/decode.hpp"
#include "support/packet_builder.hpp"

namespace gor::capture {
namespace {

using namespace gor::test;  // NOLINT: the vocabulary of these tests

struct Frame {
  int link_type;
  std::string bytes;
};

std::vector<Frame> every_kind_of_frame() {
  const std::string segment = tcp({.options = std::string(12, '\1'), .payload = "GET / HTTP/1.1\r\n\r\n"});
  const std::string v4 = ipv4({.options = std::string(4, '\1'), .payload = segment});
  const std::string v6 = ipv6({.next_header = 0, .payload = ipv6_extension(60, 8, ipv6_extension(6, 16, segment))});
  const std::string plain = ethernet(kIpv4, v4);
  const auto over_gre = [](const std::string& bytes) {
    return ethernet(kIpv4, ipv4({.protocol = 47, .payload = bytes}));
  };
  return {
      {1, plain},
      {1, ethernet(kIpv6, v6)},
      {1, ethernet(kQinQ, vlan_tag(1, kVlan, vlan_tag(2, kIpv4, v4)))},
      {1, ethernet(kIpv4, ipv4({.more_fragments = true, .payload = segment.substr(0, 48)}))},
      {1, ethernet(kIpv6, ipv6({.next_header = 44, .payload = ipv6_fragment(6, 8, false, 1, segment)}))},
      {1, ethernet(kIpv4, ipv4({.protocol = 41, .payload = v6}))},
      {1, ethernet(kPppoe, pppoe(0x0021, v4))},
      {1, over_gre(gre(0xb000, kIpv4, std::string(12, 'w'), v4))},
      {1, over_gre(erspan(1, plain))},
      {1, over_gre(erspan(2, plain))},
      {1, over_gre(erspan(3, plain))},
      {1, ethernet(kIpv4, ipv4({.protocol = 17, .payload = vxlan(1, plain)}))},
      {0, null_link(2, v4)},
      {108, loop_link(2, v4)},
      {12, v4},
      {101, v6},
      {113, sll(kIpv4, v4)},
      {276, sll2(kIpv6, v6)},
      {239, nflog(ipv4({.payload = tcp({.payload = "GET / HTTP/1.1\r\n\r\n\r\n"})}))},
      {1, ethernet(kMpls, mpls(3, v6))},
      {1, ethernet(kVlan, vlan_tag(1, kMpls, mpls(1, be32(0) + plain)))},
      {9, ppp(0x0021, v4)},
      {104, be16(0x0f00) + be16(kIpv4) + v4},
      {127, std::string("\0\0\x08\0", 4) + std::string(4, 'r') + "\x88\x01" + std::string(24, 'a') +
                std::string("\xaa\xaa\x03\0\0\0", 6) + be16(kIpv4) + v4},
  };
}

class DecodePropertyTest : public testing::Test {
 protected:
  /// A copy on the heap of exactly that size, so that the sanitizer sees the first byte too far.
  bool decode(const std::string& frame, std::size_t size, std::size_t original_size, int link_type) {
    const auto copy = std::make_unique<char[]>(size);
    frame.copy(copy.get(), size);
    Packet packet;
    packet.bytes = {copy.get(), size};
    packet.original_size = static_cast<std::uint32_t>(original_size);
    packet.link_type = link_type;
    const bool found = decoder_.decode(packet, segment_);
    if (found) sum_ += segment_.payload.empty() ? 0 : static_cast<unsigned char>(segment_.payload.back());
    return found;
  }

  StationMetrics station_{"input-raw"};
  Decoder decoder_{{}, station_};
  Segment segment_;
  unsigned long sum_ = 0;
};

TEST_F(DecodePropertyTest, StaysInsideFramesCutAtEveryByte) {
  for (const Frame& frame : every_kind_of_frame()) {
    for (std::size_t size = 0; size <= frame.bytes.size(); ++size) {
      decode(frame.bytes, size, size, frame.link_type);
      const bool found = decode(frame.bytes, size, frame.bytes.size(), frame.link_type);
      if (found) {
        EXPECT_EQ(segment_.missing_bytes, frame.bytes.size() - size);
      }
    }
  }
}

TEST_F(DecodePropertyTest, StaysInsideFramesWithAnyByteChanged) {
  for (const Frame& frame : every_kind_of_frame()) {
    for (std::size_t position = 0; position < frame.bytes.size(); ++position) {
      for (const int value : {0x00, 0x01, 0x0f, 0x45, 0x60, 0x7f, 0x80, 0xf0, 0xff}) {
        std::string changed = frame.bytes;
        changed[position] = static_cast<char>(value);
        decode(changed, changed.size(), changed.size(), frame.link_type);
      }
    }
  }
}

TEST_F(DecodePropertyTest, StaysInsideRandomBytesOfEveryLinkType) {
  std::uint32_t state = 1;
  const auto random = [&] { return state = state * 1664525 + 1013904223, state >> 16; };
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 120, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    for (const int link_type : {0, 1, 9, 12, 50, 51, 101, 104, 105, 108, 113, 127, 166, 228, 239, 276}) {
      if (!bytes.empty() && link_type >= 12 && round % 2 == 0) bytes[0] = round % 4 == 0 ? 0x45 : 0x60;
      decode(bytes, bytes.size(), bytes.size(), link_type);
    }
  }
}

}  // namespace
}  // namespace gor::capture
