// SPDX-License-Identifier: Apache-2.0
// Live capture of frames that arrive in VXLAN datagrams (RFC 7348): traffic that a cloud or a switch mirrors to this
// host.
#pragma once

#include <cstdint>
#include <memory>

#include "gor/ledger.hpp"

#include "capture/live.hpp"
#include "capture/packet.hpp"

namespace gor::capture {

/// Listens on that UDP port of all addresses, IPv4 and IPv6; needs no privilege above port 1023. The packets have the
/// link type kLinkVxlan. Options that concern interfaces and filters have no effect; buffer_bytes is the socket's
/// buffer, and timestamp_type is "" or "go". What the kernel drops is counted as for other live captures. Throws
/// StartError if the port cannot be had.
std::unique_ptr<PacketSource> open_vxlan_capture(LiveOptions options, std::uint16_t port, StationMetrics& station);

}  // namespace gor::capture
