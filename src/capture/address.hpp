// SPDX-License-Identifier: Apache-2.0
// The value of --input-raw: an interface and ports, or a capture file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gor::capture {

enum class Engine { libpcap, pcap_file, vxlan };

struct CaptureAddress {
  /// The capture file; empty for a live capture.
  std::string file;
  /// Live: an interface's name, one of its addresses (without brackets), or "name*"; "" for every interface. With
  /// Engine::vxlan: an address of the service, or "" for any.
  std::string interface;
  /// Sorted, without duplicates; empty for all.
  std::vector<std::uint16_t> ports;
  /// pcap_file for a capture file, whichever engine was asked for.
  Engine engine = Engine::libpcap;
};

/// Parses ":80", ":80,81", "eth0:80", "veth*:80", "127.0.0.1:80", "[::1]:80", "eth0", "x.pcap", "x.pcap:80". A name
/// that ends in .pcap or .pcapng is a file; with Engine::pcap_file everything before the ports is. Engine::vxlan takes
/// no names. Throws UsageError.
CaptureAddress parse_capture_address(std::string_view value, Engine engine);

}  // namespace gor::capture
