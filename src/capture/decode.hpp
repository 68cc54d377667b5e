// SPDX-License-Identifier: Apache-2.0
// Packet → Segment: finds the TCP segment inside a captured frame, through link headers, VLAN tags, MPLS labels, PPPoE,
// fragments and tunnels (IP in IP, GRE, ERSPAN, VXLAN, Geneve, GTP-U).
#pragma once

#include <cstdint>
#include <vector>

#include "gor/ledger.hpp"

#include "capture/decode_slice.hpp"
#include "capture/fragments.hpp"
#include "capture/packet.hpp"
#include "capture/segment.hpp"

namespace gor::capture {

struct DecodeOptions {
  std::vector<std::uint16_t> vlan_ids;  ///< only frames with one of these tags; empty: all frames
};

/// Used by one thread. Allocates only for fragments. Checksums are not verified: offload leaves them unset.
class Decoder {
 public:
  /// Counts packets, and those without a use, as metrics of the station.
  Decoder(DecodeOptions options, StationMetrics& station);

  /// Whether frames of that link type (a DLT_ value of libpcap) can be taken apart.
  static bool knows(int link_type) noexcept { return layer_of(link_type) != nullptr; }
  /// False: the packet holds no TCP segment, or only a part of one that is not whole yet. Whatever the bytes are, it
  /// reads none outside them. The segment's payload is valid until the packet's bytes go or the next call.
  bool decode(const Packet& packet, Segment& segment);

 private:
  enum class Verdict { segment, fragment, without_tcp, malformed, truncated, other_vlan };
  using Layer = Verdict (Decoder::*)(Slice);
  /// Null for an unknown link type.
  static Layer layer_of(int link_type) noexcept;
  Verdict loopback(Slice frame);
  /// A header of that size, in which the type of what follows stands at that place.
  template <std::size_t kHeader, std::size_t kType>
  Verdict typed(Slice frame) {
    return frame.has(kHeader) ? network(frame.u16(kType), frame.after(kHeader)) : lacks(frame, kHeader);
  }
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
  Counter& packets_;
  Counter& fragment_count_;
  const std::array<Counter*, 6> counters_;  // by verdict; null for what is no loss
  Fragments fragments_;

  // The packet at hand.
  Segment* segment_ = nullptr;
  bool is_vlan_wanted_ = false;
  int depth_ = 0;
};

}  // namespace gor::capture
