// SPDX-License-Identifier: Apache-2.0
// Decodes the link headers of https://www.tcpdump.org/linktypes.html, PPP (RFC 1661, RFC 1662) and PPPoE (RFC 2516).
#include <cstring>

#include "capture/decode.hpp"
#include "capture/decode_numbers.hpp"

namespace gor::capture {
namespace {

std::uint16_t host_u16(const std::uint8_t* bytes) {
  std::uint16_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

}  // namespace

Decoder::Layer Decoder::layer_of(int link_type) noexcept {
  switch (link_type) {
    case kLinkEthernet:
      return &Decoder::ethernet;
    case kLinkVxlan:
      return &Decoder::vxlan;
    case kLinkNull:
    case kLinkLoop:
      return &Decoder::loopback;
    case kLinkRaw:
    case kLinkRawOpenBsd:
    case kLinkRawInFiles:
    case kLinkIpv4:
    case kLinkIpv6:
      return &Decoder::ip;
    case kLinkSll:
      return &Decoder::typed<16, 14>;
    case kLinkSll2:
      return &Decoder::typed<20, 0>;
    case kLinkPpp:
    case kLinkPppSerial:
    case kLinkPppDirection:
      return &Decoder::ppp;
    case kLinkPppEther:
      return &Decoder::pppoe;
    case kLinkNflog:
      return &Decoder::nflog;
    case kLinkCiscoHdlc:
      return &Decoder::typed<4, 2>;
    case kLinkWifi:
      return &Decoder::wifi;
    case kLinkWifiRadiotap:
      return &Decoder::radiotap;
    default:
      return nullptr;
  }
}

// The address family has another value and byte order on each system; the IP header itself contains the version.
Decoder::Verdict Decoder::loopback(Slice frame) {
  constexpr std::size_t kFamily = 4;
  return frame.has(kFamily) ? ip(frame.after(kFamily)) : lacks(frame, kFamily);
}

Decoder::Verdict Decoder::radiotap(Slice frame) {
  if (!frame.has(4)) return lacks(frame, 4);
  const std::size_t header = frame.u8(2) | static_cast<std::size_t>(frame.u8(3)) << 8;  // little-endian
  return frame.has(header) ? wifi(frame.after(header)) : lacks(frame, header);
}

// IEEE 802.11 section 9.3.2: only unencrypted data frames have a readable payload.
Decoder::Verdict Decoder::wifi(Slice frame) {
  if (!frame.has(2)) return lacks(frame, 2);
  const std::uint8_t control = frame.u8(0);
  const std::uint8_t flags = frame.u8(1);
  const bool is_data = (control & 0x0c) == 0x08 && (control & 0x40) == 0;
  const bool is_encrypted = (flags & 0x40) != 0;
  if (!is_data || is_encrypted) return Verdict::without_tcp;
  std::size_t header = 24;
  if ((flags & 0x03) == 0x03) header += 6;                           // between access points: a fourth address
  if ((control & 0x80) != 0) header += (flags & 0x80) != 0 ? 6 : 2;  // quality of service, with HT control or without
  if (!frame.has(header)) return lacks(frame, header);
  return logical_link(frame.after(header));
}

Decoder::Verdict Decoder::ppp(Slice frame) {
  // Address and control are present (ff 03), replaced by a direction byte (00, 01), or both omitted.
  if (!frame.has(2)) return lacks(frame, 2);
  if (frame.u16(0) == 0xff03) {
    frame = frame.after(2);
  } else if (frame.u8(0) <= 1 && frame.has(3) && frame.u16(1) == 0xff03) {
    frame = frame.after(3);
  }
  if (!frame.has(2)) return lacks(frame, 2);
  // An odd first byte is the complete protocol number (RFC 1661 section 6.5).
  const bool is_short = (frame.u8(0) & 1) != 0;
  const std::uint16_t protocol = is_short ? frame.u8(0) : frame.u16(0);
  const Slice packet = frame.after(is_short ? 1 : 2);
  if (protocol == kPppIpv4) return ipv4(packet);
  if (protocol == kPppIpv6) return ipv6(packet);
  if (protocol == kPppMpls) return mpls(packet);
  return Verdict::without_tcp;
}

Decoder::Verdict Decoder::pppoe(Slice frame) {
  constexpr std::size_t kHeader = 6;
  if (!frame.has(kHeader)) return lacks(frame, kHeader);
  if (frame.u8(0) != 0x11 || frame.u8(1) != 0) return Verdict::without_tcp;
  const std::size_t size = frame.u16(4);
  return ppp(frame.after(kHeader).sized(size));
}

// Attributes, one of which is the packet from its network header on. libpcap has converted their sizes and types to the
// byte order of this machine.
Decoder::Verdict Decoder::nflog(Slice frame) {
  constexpr std::size_t kHeader = 4;
  constexpr std::uint16_t kPacket = 9;
  if (!frame.has(kHeader)) return lacks(frame, kHeader);
  if (frame.u8(1) != 0) return Verdict::without_tcp;  // another version
  Slice rest = frame.after(kHeader);
  while (rest.wire_size() > 0) {
    if (!rest.has(kHeader)) return lacks(rest, kHeader);
    const std::size_t size = host_u16(rest.at(0));
    if (size < kHeader) return Verdict::malformed;
    if (host_u16(rest.at(2)) == kPacket) return ip(rest.sized(size).after(kHeader));
    const std::size_t padded = (size + 3) / 4 * 4;
    if (!rest.has(padded)) return lacks(rest, padded);
    rest = rest.after(padded);
  }
  return Verdict::without_tcp;
}

}  // namespace gor::capture
