// SPDX-License-Identifier: Apache-2.0
// Decodes tunnels: GRE (RFC 2784, RFC 2890, RFC 2637; in UDP: RFC 8086), ERSPAN (draft-foschiano-erspan), VXLAN (RFC
// 7348), Geneve, GTP-U and MPLS (RFC 3032).
#include <bit>

#include "capture/decode.hpp"
#include "capture/decode_numbers.hpp"

namespace gor::capture {

Decoder::Verdict Decoder::gre(Slice datagram) {
  constexpr std::size_t kSmallestHeader = 4;
  constexpr std::uint16_t kChecksum = 0x8000, kRoute = 0x4000, kKey = 0x2000, kSequence = 0x1000, kAck = 0x0080;
  if (!datagram.has(kSmallestHeader)) return lacks(datagram, kSmallestHeader);
  const std::uint16_t flags = datagram.u16(0);
  const std::uint16_t protocol = datagram.u16(2);
  const int version = flags & 0x07;
  if (version > 1 || (flags & kRoute) != 0) return Verdict::without_tcp;
  const unsigned fields = flags & (kChecksum | kKey | kSequence | (version == 1 ? kAck : 0));
  const std::size_t header = kSmallestHeader + 4 * static_cast<std::size_t>(std::popcount(fields));
  if (!datagram.has(header)) return lacks(datagram, header);
  const Slice inner = datagram.after(header);
  if (inner.wire_size() == 0) return Verdict::without_tcp;  // only an acknowledgement
  switch (protocol) {
    case kEtherTransparentBridging:
      return ethernet(inner);
    case kEtherPppInGre:
      return ppp(inner);
    case kEtherErspan:
      // Type I has neither a sequence number nor a header of its own.
      return erspan(inner, (flags & kSequence) != 0 ? 8 : 0);
    case kEtherErspan3: {
      constexpr std::size_t kHeader = 12;
      if (!inner.has(kHeader)) return lacks(inner, kHeader);
      const bool has_platform_header = (inner.u8(11) & 1) != 0;
      return erspan(inner, has_platform_header ? kHeader + 8 : kHeader);
    }
    default:
      return network(protocol, inner);
  }
}

Decoder::Verdict Decoder::erspan(Slice frame, std::size_t header_size) {
  if (!frame.has(header_size)) return lacks(frame, header_size);
  return ethernet(frame.after(header_size));
}

// Labels do not name their payload; by convention its first bits identify it (RFC 4385 section 3).
Decoder::Verdict Decoder::mpls(Slice packet) {
  constexpr std::size_t kLabel = 4;
  constexpr std::size_t kControlWord = 4;
  if (nests_too_deep()) return Verdict::malformed;
  for (bool is_last = false; !is_last;) {
    if (!packet.has(kLabel)) return lacks(packet, kLabel);
    is_last = (packet.u8(2) & 1) != 0;
    packet = packet.after(kLabel);
  }
  if (!packet.has(kControlWord)) return lacks(packet, kControlWord);
  switch (packet.u8(0) >> 4) {
    case 0:
      return ethernet(packet.after(kControlWord));
    case 4:
      return ipv4(packet);
    case 6:
      return ipv6(packet);
    default:
      return ethernet(packet);
  }
}

Decoder::Verdict Decoder::udp(Slice datagram) {
  constexpr std::size_t kHeader = 8;
  if (!datagram.has(kHeader)) return Verdict::without_tcp;
  const Slice payload = datagram.after(kHeader);
  switch (datagram.u16(2)) {
    case kGenevePort:
      return geneve(payload);
    case kGtpUserPort:
      return gtp_user(payload);
    case kGreInUdpPort:
      return gre(payload);
    case kVxlanGpePort:
      return vxlan_gpe(payload);
    default:
      return vxlan_if_any(payload);
  }
}

// On any port: 4789 is only the usual one. Flags with only the network bit set identify VXLAN.
Decoder::Verdict Decoder::vxlan_if_any(Slice datagram) {
  constexpr std::size_t kHeader = 8;
  constexpr std::uint32_t kHasNetworkId = 0x08000000;
  if (!datagram.has(kHeader) || datagram.u32(0) != kHasNetworkId || datagram.u8(7) != 0) return Verdict::without_tcp;
  return vxlan(datagram);
}

// The reserved bits are ignored (RFC 7348 section 5). Extensions use some of them: group policy, and GPE.
Decoder::Verdict Decoder::vxlan(Slice datagram) {
  constexpr std::size_t kHeader = 8;
  constexpr std::uint8_t kHasNetworkId = 0x08;
  constexpr std::uint8_t kHasProtocol = 0x04;
  if (!datagram.has(kHeader)) return lacks(datagram, kHeader);
  if ((datagram.u8(0) & kHasNetworkId) == 0) return Verdict::malformed;
  if ((datagram.u8(0) & kHasProtocol) != 0) return vxlan_gpe(datagram);
  note_network(datagram.u32(4) >> 8);
  return ethernet(datagram.after(kHeader));
}

// draft-ietf-nvo3-vxlan-gpe: the last byte of the flags names the payload's protocol.
Decoder::Verdict Decoder::vxlan_gpe(Slice datagram) {
  constexpr std::size_t kHeader = 8;
  if (!datagram.has(kHeader)) return lacks(datagram, kHeader);
  note_network(datagram.u32(4) >> 8);
  const Slice inner = datagram.after(kHeader);
  switch (datagram.u8(3)) {
    case 1:
      return ipv4(inner);
    case 2:
      return ipv6(inner);
    case 0:  // plain VXLAN
    case 3:
      return ethernet(inner);
    default:
      return Verdict::without_tcp;
  }
}

// RFC 8926.
Decoder::Verdict Decoder::geneve(Slice datagram) {
  constexpr std::size_t kHeader = 8;
  if (!datagram.has(kHeader)) return lacks(datagram, kHeader);
  const std::size_t header = kHeader + std::size_t{4} * (datagram.u8(0) & 0x3fU);
  if (datagram.u8(0) >> 6 != 0) return Verdict::without_tcp;  // another version
  if (!datagram.has(header)) return lacks(datagram, header);
  note_network(datagram.u32(4) >> 8);
  const std::uint16_t protocol = datagram.u16(2);
  const Slice inner = datagram.after(header);
  return protocol == kEtherTransparentBridging ? ethernet(inner) : network(protocol, inner);
}

// 3GPP TS 29.281 section 5: a user's packet (G-PDU), optionally after extension headers.
Decoder::Verdict Decoder::gtp_user(Slice datagram) {
  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kOptional = 4;
  constexpr std::uint8_t kUserPacket = 0xff;
  if (!datagram.has(kHeader)) return lacks(datagram, kHeader);
  const std::uint8_t flags = datagram.u8(0);
  if ((flags & 0xf0) != 0x30 || datagram.u8(1) != kUserPacket) return Verdict::without_tcp;
  Slice inner = datagram.sized(kHeader + datagram.u16(2)).after(kHeader);
  if ((flags & 0x07) == 0) return ip(inner);
  if (!inner.has(kOptional)) return lacks(inner, kOptional);
  std::uint8_t extension = (flags & 0x04) != 0 ? inner.u8(3) : 0;
  inner = inner.after(kOptional);
  while (extension != 0) {
    const std::size_t size = inner.has(1) ? std::size_t{4} * inner.u8(0) : 4;
    if (size == 0) return Verdict::malformed;
    if (!inner.has(size)) return lacks(inner, size);
    extension = inner.u8(size - 1);
    inner = inner.after(size);
  }
  return ip(inner);
}

}  // namespace gor::capture
