// SPDX-License-Identifier: Apache-2.0
// Packets from a capture file: pcap and pcapng, microseconds and nanoseconds, either byte order.
#pragma once

#include <memory>
#include <string>

#include "gor/ledger.hpp"

#include "capture/packet.hpp"

namespace gor::capture {

/// Throws StartError, naming the file, if it cannot be read, is not a capture, or contains frames of an unsupported
/// link type. If the file is damaged or cut off later, the packets before are used, a warning is logged, and the
/// station's metric "capture files damaged" grows. A packet whose time is implausible gets the time of the packet
/// before it.
std::unique_ptr<PacketSource> open_capture_file(const std::string& path, StationMetrics& station);

}  // namespace gor::capture
