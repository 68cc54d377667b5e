// SPDX-License-Identifier: Apache-2.0
// Tunnels: GRE (RFC 2784, RFC 2890, RFC 2637), ERSPAN (draft-foschiano-erspan), VXLAN (RFC 7348) and MPLS (RFC 3032).
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
  std::size_t header = kSmallestHeader;
  if ((flags & kChecksum) != 0) header += 4;
  if ((flags & kKey) != 0) header += 4;
  if ((flags & kSequence) != 0) header += 4;
  if (version == 1 && (flags & kAck) != 0) header += 4;
  if (!datagram.has(header)) return lacks(datagram, header);
  const Slice inner = datagram.after(header);
  if (inner.wire_size() == 0) return Verdict::without_tcp;  // an acknowledgement alone
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

// Nothing says what the labels carry; what they name by agreement is told by its first bits (RFC 4385 section 3).
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
  constexpr std::size_t kUdpHeader = 8;
  constexpr std::size_t kVxlanHeader = 8;
  constexpr std::uint8_t kHasNetworkId = 0x08;
  if (!datagram.has(kUdpHeader + kVxlanHeader) || datagram.u16(2) != kVxlanPort) return Verdict::without_tcp;
  const Slice vxlan = datagram.after(kUdpHeader);
  if ((vxlan.u8(0) & kHasNetworkId) == 0) return Verdict::without_tcp;
  return ethernet(vxlan.after(kVxlanHeader));
}

}  // namespace gor::capture
