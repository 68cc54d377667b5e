// SPDX-License-Identifier: Apache-2.0
// The decoder of captured frames: finds the TCP segment, through link headers, VLAN tags, MPLS labels, PPPoE, fragments
// and tunnels (IP in IP, GRE, ERSPAN, VXLAN, Geneve, GTP-U).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gor/ledger.hpp"

#include "capture/decode_slice.hpp"
#include "capture/fragments.hpp"
#include "capture/packet.hpp"
#include "capture/packet_counts.hpp"
#include "capture/segment.hpp"
#include "capture/vni_filter.hpp"

namespace gor::capture {

struct DecodeOptions {
  std::vector<std::uint16_t> vlan_ids = {};  ///< only frames with one of these tags; empty: all frames
  VniFilter networks = {};                   ///< by the innermost VXLAN or Geneve header
};

/// One thread. Allocates only for fragments. Does not verify checksums: offload leaves them unset.
class Decoder {
 public:
  /// Counts packets, and useless ones by reason, as metrics of the station.
  Decoder(DecodeOptions options, StationMetrics& station);

  /// Whether frames of that link type (as in Packet) can be decoded.
  static bool knows(int link_type) noexcept { return layer_of(link_type) != nullptr; }
  /// False: the packet contains no TCP segment, or only a part of one that is still incomplete. Never reads outside the
  /// packet's bytes. The segment's payload is valid as long as the packet's bytes, and until the next call.
  bool decode(const Packet& packet, Segment& segment);

 private:
  /// A fragment is a part of a segment that is not complete yet.
  enum class Verdict { segment, fragment, without_tcp, malformed, truncated, other_vlan, other_network };
  using Layer = Verdict (Decoder::*)(Slice);
  /// Null for an unknown link type.
  static Layer layer_of(int link_type) noexcept;
  Verdict loopback(Slice frame);
  /// A header of kHeader bytes, with the type of the next layer at kType.
  template <std::size_t kHeader, std::size_t kType>
  Verdict typed(Slice frame) {
    return frame.has(kHeader) ? network(frame.u16(kType), frame.after(kHeader)) : lacks(frame, kHeader);
  }
  PacketCounts& counts_of(const Packet& packet);
  static Counter& counter_of(PacketCounts& counts, Verdict verdict);
  Verdict radiotap(Slice frame);
  Verdict ethernet(Slice frame);
  Verdict logical_link(Slice frame);
  Verdict wifi(Slice frame);
  Verdict ppp(Slice frame);
  Verdict pppoe(Slice frame);
  Verdict nflog(Slice frame);
  Verdict network(std::uint16_t ether_type, Slice packet);
  Verdict mpls(Slice packet);
  Verdict ip(Slice packet);
  Verdict ipv4(Slice packet);
  Verdict ipv6(Slice packet);
  Verdict fragment(const Fragments::Key& key, const Fragments::Fragment& piece, std::size_t missing);
  Verdict transport(std::uint8_t protocol, Slice datagram);
  Verdict tcp(Slice datagram);
  Verdict udp(Slice datagram);
  Verdict vxlan_if_any(Slice datagram);
  Verdict vxlan(Slice datagram);
  Verdict vxlan_gpe(Slice datagram);
  Verdict geneve(Slice datagram);
  Verdict gtp_user(Slice datagram);
  Verdict gre(Slice datagram);
  Verdict erspan(Slice frame, std::size_t header_size);

  bool nests_too_deep() noexcept;
  void note_vlan(std::uint16_t tag) noexcept;
  void note_network(std::uint32_t id) noexcept { segment_->network = id + 1; }
  static Verdict lacks(const Slice& slice, std::size_t bytes) noexcept {
    return slice.wire_size() < bytes ? Verdict::malformed : Verdict::truncated;
  }

  const std::vector<std::uint16_t> vlan_ids_;
  const VniFilter networks_;
  StationMetrics& station_;
  Counter& fragment_count_;
  std::optional<PacketCounts> counts_;  // of packets that bring none
  Fragments fragments_;

  // The current packet.
  Segment* segment_ = nullptr;
  bool is_vlan_wanted_ = false;
  int depth_ = 0;
};

}  // namespace gor::capture
