// SPDX-License-Identifier: Apache-2.0
// The BPF filter of a live capture, in libpcap's language (pcap-filter(7)).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/endpoint.hpp"

namespace gor::capture {

/// How packets cross an interface of this host.
enum class Way { any, in, out };

struct FilterOptions {
  std::vector<std::uint16_t> ports = {};  ///< empty: all
  bool track_responses = false;           ///< also what comes from the ports
  bool vlan = false;                      ///< also frames with one or two 802.1Q tags
  /// Only traffic to and from these; empty: all traffic.
  std::vector<net::IpAddress> addresses = {};
  /// Only packets that go to the addresses this way, and that come from them the other way.
  Way way = Way::any;
  /// For a handle on the `any` device: only these interfaces, or all but these.
  std::vector<unsigned> only_interfaces = {};
  std::vector<unsigned> not_interfaces = {};
};

/// Accepts TCP to and from the ports and addresses, and IP fragments, whose ports are not visible.
std::string make_filter(const FilterOptions& options);

}  // namespace gor::capture
