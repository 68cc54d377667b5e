// SPDX-License-Identifier: Apache-2.0
// Decodes Ethernet, IPv4 (RFC 791), IPv6 (RFC 8200) and TCP (RFC 9293), the layers of nearly every packet.
#include "capture/decode.hpp"

#include <algorithm>
#include <utility>

#include "base/metric_families.hpp"
#include "capture/decode_numbers.hpp"

namespace gor::capture {
namespace {

// Enough for QinQ in GRE in VXLAN; deeper nesting is an attack or a loop.
constexpr int kDeepest = 8;

}  // namespace

Decoder::Decoder(DecodeOptions options, StationMetrics& station)
    : vlan_ids_(std::move(options.vlan_ids)),
      networks_(std::move(options.networks)),
      station_(station),
      fragment_count_(station.counter(metrics::kFragments)),
      fragments_({}, station.counter(metrics::kGivenUpFragments)) {}

PacketCounts& Decoder::counts_of(const Packet& packet) {
  if (packet.counts != nullptr) return *packet.counts;
  return counts_ ? *counts_ : counts_.emplace(station_, "");
}

Counter& Decoder::counter_of(PacketCounts& counts, Verdict verdict) {
  switch (verdict) {
    case Verdict::segment:
    case Verdict::fragment:
      break;
    case Verdict::without_tcp:
      return counts.without_tcp;
    case Verdict::malformed:
      return counts.malformed;
    case Verdict::truncated:
      return counts.truncated;
    case Verdict::other_vlan:
      return counts.other_vlan;
    case Verdict::other_network:
      return counts.other_network;
  }
  return counts.decoded;
}

bool Decoder::decode(const Packet& packet, Segment& segment) {
  segment_ = &segment;
  segment.time = packet.time;
  segment.network = 0;
  is_vlan_wanted_ = vlan_ids_.empty();
  depth_ = 0;
  const Layer layer = layer_of(packet.link_type);
  const Slice frame(packet.bytes, packet.original_size);
  const Verdict verdict = layer == nullptr ? Verdict::without_tcp : (this->*layer)(frame);
  const bool is_segment = verdict == Verdict::segment;
  const bool is_cut = is_segment && segment.missing_bytes > 0;
  counter_of(counts_of(packet), is_cut ? Verdict::truncated : verdict).add();
  return is_segment;
}

bool Decoder::nests_too_deep() noexcept {
  return ++depth_ > kDeepest;
}

void Decoder::note_vlan(std::uint16_t tag) noexcept {
  const auto id = static_cast<std::uint16_t>(tag & 0x0fff);
  if (std::find(vlan_ids_.begin(), vlan_ids_.end(), id) != vlan_ids_.end()) is_vlan_wanted_ = true;
}

Decoder::Verdict Decoder::ethernet(Slice frame) {
  constexpr std::size_t kHeader = 14;
  constexpr std::uint16_t kLeastType = 0x0600;
  if (!frame.has(kHeader)) return lacks(frame, kHeader);
  const std::uint16_t type = frame.u16(12);
  if (type < kLeastType) return logical_link(frame.after(kHeader).sized(type));  // IEEE 802.3: a length
  return network(type, frame.after(kHeader));
}

// IEEE 802.2 with SNAP (RFC 1042).
Decoder::Verdict Decoder::logical_link(Slice frame) {
  constexpr std::size_t kSnap = 8;
  if (!frame.has(kSnap)) return lacks(frame, kSnap);
  if (frame.u16(0) != 0xaaaa || frame.u8(2) != 0x03) return Verdict::without_tcp;
  return network(frame.u16(6), frame.after(kSnap));
}

Decoder::Verdict Decoder::network(std::uint16_t ether_type, Slice packet) {
  constexpr std::size_t kTag = 4;
  while (ether_type == kEtherVlan || ether_type == kEtherQinQ || ether_type == kEtherOldQinQ) {
    if (!packet.has(kTag)) return lacks(packet, kTag);
    note_vlan(packet.u16(0));
    ether_type = packet.u16(2);
    packet = packet.after(kTag);
  }
  switch (ether_type) {
    case kEtherIpv4:
      return ipv4(packet);
    case kEtherIpv6:
      return ipv6(packet);
    case kEtherPppoe:
      return pppoe(packet);
    case kEtherMpls:
    case kEtherMplsMulticast:
      return mpls(packet);
    default:
      return Verdict::without_tcp;
  }
}

Decoder::Verdict Decoder::ip(Slice packet) {
  if (!packet.has(1)) return lacks(packet, 1);
  switch (packet.u8(0) >> 4) {
    case 4:
      return ipv4(packet);
    case 6:
      return ipv6(packet);
    default:
      return Verdict::without_tcp;
  }
}

Decoder::Verdict Decoder::ipv4(Slice packet) {
  constexpr std::size_t kSmallestHeader = 20;
  if (nests_too_deep()) return Verdict::malformed;
  if (!packet.has(kSmallestHeader)) return lacks(packet, kSmallestHeader);
  const std::size_t header = std::size_t{4} * (packet.u8(0) & 0x0fU);
  if (packet.u8(0) >> 4 != 4 || header < kSmallestHeader) return Verdict::malformed;
  // Segmentation offload sets the length to 0 if it does not fit into 16 bits: then the frame's length counts.
  const std::size_t total = packet.u16(2) != 0 ? packet.u16(2) : packet.wire_size();
  if (total < header) return Verdict::malformed;
  packet = packet.sized(total);
  if (!packet.has(header)) return lacks(packet, header);

  segment_->source.address = net::IpAddress::v4(packet.at(12));
  segment_->destination.address = net::IpAddress::v4(packet.at(16));
  const std::uint8_t protocol = packet.u8(9);
  const Slice datagram = packet.after(header);
  const bool more = (packet.u16(6) & 0x2000) != 0;
  const std::size_t offset = std::size_t{8} * (packet.u16(6) & 0x1fffU);
  if (!more && offset == 0) return transport(protocol, datagram);
  return fragment({segment_->source.address, segment_->destination.address, packet.u16(4), protocol},
                  {offset, more, protocol, datagram.captured(), segment_->time}, datagram.missing());
}

Decoder::Verdict Decoder::ipv6(Slice packet) {
  constexpr std::size_t kHeader = 40;
  constexpr std::size_t kSmallestExtension = 8;
  if (nests_too_deep()) return Verdict::malformed;
  if (!packet.has(kHeader)) return lacks(packet, kHeader);
  if (packet.u8(0) >> 4 != 6) return Verdict::malformed;
  segment_->source.address = net::IpAddress::v6(packet.at(8));
  segment_->destination.address = net::IpAddress::v6(packet.at(24));
  std::uint8_t next = packet.u8(6);
  // 0: a jumbogram, or offload; then the frame's length counts.
  if (packet.u16(4) != 0) packet = packet.sized(kHeader + packet.u16(4));
  packet = packet.after(kHeader);

  while (next == kHopByHop || next == kRouting || next == kDestinationOptions || next == kMobility) {
    if (!packet.has(kSmallestExtension)) return lacks(packet, kSmallestExtension);
    const std::size_t size = std::size_t{8} * (packet.u8(1) + 1U);
    if (!packet.has(size)) return lacks(packet, size);
    next = packet.u8(0);
    packet = packet.after(size);
  }
  if (next != kIpv6Fragment) return transport(next, packet);

  if (!packet.has(kSmallestExtension)) return lacks(packet, kSmallestExtension);
  const bool more = (packet.u16(2) & 1) != 0;
  const std::size_t offset = packet.u16(2) & 0xfff8U;
  const Slice datagram = packet.after(kSmallestExtension);
  // An atomic fragment (RFC 6946) is a complete datagram.
  if (!more && offset == 0) return transport(packet.u8(0), datagram);
  return fragment({segment_->source.address, segment_->destination.address, packet.u32(4), 0},
                  {offset, more, packet.u8(0), datagram.captured(), segment_->time}, datagram.missing());
}

Decoder::Verdict Decoder::fragment(const Fragments::Key& key, const Fragments::Fragment& piece, std::size_t missing) {
  fragment_count_.add();
  if (missing > 0) return Verdict::truncated;
  const auto datagram = fragments_.add(key, piece);
  if (!datagram) return Verdict::fragment;
  return transport(datagram->protocol, Slice(datagram->bytes, datagram->bytes.size()));
}

Decoder::Verdict Decoder::transport(std::uint8_t protocol, Slice datagram) {
  switch (protocol) {
    case kTcp:
      return tcp(datagram);
    case kUdp:
      return udp(datagram);
    case kIpv4InIp:
      return ipv4(datagram);
    case kIpv6InIp:
      return ipv6(datagram);
    case kGre:
      return gre(datagram);
    default:
      return Verdict::without_tcp;
  }
}

Decoder::Verdict Decoder::tcp(Slice datagram) {
  constexpr std::size_t kSmallestHeader = 20;
  if (!is_vlan_wanted_) return Verdict::other_vlan;
  if (!networks_.passes(segment_->network)) return Verdict::other_network;
  if (!datagram.has(kSmallestHeader)) return lacks(datagram, kSmallestHeader);
  const std::size_t header = std::size_t{4} * (datagram.u8(12) >> 4U);
  if (header < kSmallestHeader) return Verdict::malformed;
  if (!datagram.has(header)) return lacks(datagram, header);

  Segment& segment = *segment_;
  segment.source.port = datagram.u16(0);
  segment.destination.port = datagram.u16(2);
  segment.sequence = datagram.u32(4);
  segment.acknowledgement = datagram.u32(8);
  const std::uint8_t flags = datagram.u8(13);
  segment.fin = (flags & 0x01) != 0;
  segment.syn = (flags & 0x02) != 0;
  segment.rst = (flags & 0x04) != 0;
  segment.ack = (flags & 0x10) != 0;
  const Slice payload = datagram.after(header);
  segment.payload = payload.captured();
  segment.missing_bytes = static_cast<std::uint32_t>(payload.missing());
  return Verdict::segment;
}

}  // namespace gor::capture
