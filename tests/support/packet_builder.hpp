// SPDX-License-Identifier: Apache-2.0
// Frames for tests, built from the inside out: ethernet(kIpv4, ipv4({.payload = tcp({.payload = "GET /"})})).
// Lengths are right unless a test sets them; checksums are left 0, which gor does not verify.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gor::test {

inline constexpr std::uint16_t kIpv4 = 0x0800;
inline constexpr std::uint16_t kIpv6 = 0x86dd;
inline constexpr std::uint16_t kVlan = 0x8100;
inline constexpr std::uint16_t kQinQ = 0x88a8;
inline constexpr std::uint16_t kPppoe = 0x8864;
inline constexpr std::uint16_t kMpls = 0x8847;
inline constexpr std::uint16_t kMplsMulticast = 0x8848;

inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kPsh = 0x08;
inline constexpr std::uint8_t kAck = 0x10;

/// Big-endian.
std::string be16(std::uint32_t value);
std::string be32(std::uint32_t value);

struct Tcp {
  std::uint16_t source = 40000;
  std::uint16_t destination = 80;
  std::uint32_t sequence = 1;
  std::uint32_t acknowledgement = 1;
  std::uint8_t flags = kAck;
  std::string options = {};  ///< a multiple of 4 bytes
  std::string payload = {};
};
std::string tcp(const Tcp& fields);
std::string udp(std::uint16_t source, std::uint16_t destination, std::string_view payload);

struct Ipv4 {
  std::string source = "10.0.0.1";
  std::string destination = "10.0.0.2";
  std::uint8_t protocol = 6;
  std::string options = {};  ///< a multiple of 4 bytes
  std::uint16_t id = 7;
  std::size_t fragment_offset = 0;  ///< bytes, a multiple of 8
  bool more_fragments = false;
  std::optional<std::uint16_t> total_length = {};
  std::string payload = {};
};
std::string ipv4(const Ipv4& fields);

struct Ipv6 {
  std::string source = "2001:db8::1";
  std::string destination = "2001:db8::2";
  std::uint8_t next_header = 6;
  std::optional<std::uint16_t> payload_length = {};
  std::string payload = {};
};
std::string ipv6(const Ipv6& fields);
/// Hop-by-hop (0), routing (43), destination options (60): `size` bytes, a multiple of 8, before the payload.
std::string ipv6_extension(std::uint8_t next_header, std::size_t size, std::string_view payload);
std::string ipv6_fragment(std::uint8_t next_header, std::size_t offset, bool more, std::uint32_t id,
                          std::string_view payload);

std::string ethernet(std::uint16_t type, std::string_view payload);
/// What stands after the ethernet type kVlan or kQinQ.
std::string vlan_tag(std::uint16_t id, std::uint16_t type, std::string_view payload);
std::string null_link(std::uint32_t family, std::string_view payload);  ///< family in the order of this machine
std::string loop_link(std::uint32_t family, std::string_view payload);  ///< family in network order
std::string sll(std::uint16_t type, std::string_view payload);
std::string sll2(std::uint16_t type, std::string_view payload);
/// `protocol` as PPP numbers it: 0x0021 for IPv4, 0x0057 for IPv6.
std::string ppp(std::uint16_t protocol, std::string_view payload);
std::string pppoe(std::uint16_t protocol, std::string_view payload);
/// As Linux logs packets: a packet header and a prefix as attributes, then the packet.
std::string nflog(std::string_view packet);
/// That many labels, and what they carry.
std::string mpls(std::size_t labels, std::string_view payload);

/// `flags` and the words they announce are the caller's.
std::string gre(std::uint16_t flags, std::uint16_t protocol, std::string_view words, std::string_view payload);
/// GRE with an ERSPAN header of type 1, 2 or 3 around an Ethernet frame.
std::string erspan(int type, std::string_view frame);
std::string vxlan(std::uint32_t network_id, std::string_view frame);

/// The bytes of a capture file.
class CaptureFile {
 public:
  enum class Format { pcap, pcap_nano, pcap_swapped, pcapng };
  explicit CaptureFile(int link_type = 1, Format format = Format::pcap);

  /// `time`: nanoseconds since the epoch. `original_size`: 0 for the frame's.
  CaptureFile& add(std::string_view frame, std::uint64_t time = 1'000'000'000, std::size_t original_size = 0);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string word(std::uint32_t value, std::size_t size = 4) const;

  Format format_;
  std::string bytes_;
};

}  // namespace gor::test
