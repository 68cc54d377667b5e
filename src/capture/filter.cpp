// SPDX-License-Identifier: Apache-2.0
// Generates the BPF filter of a live capture.
#include "capture/filter.hpp"

#include <string_view>

#include <fmt/format.h>

namespace gor::capture {
namespace {

// A filter program has at most 4096 instructions; with more addresses than this the filter accepts all.
constexpr std::size_t kMostAddresses = 200;

template <class List, class Text>
std::string any_of(const List& list, Text text) {
  std::string joined;
  for (const auto& item : list) joined += (joined.empty() ? "" : " or ") + text(item);
  return list.size() > 1 ? "(" + joined + ")" : joined;
}

std::string both(const std::string& left, const std::string& right) {
  return left + " and " + right;
}

/// `side`: "dst " towards the server, "src " back from it, "" for both.
std::string one_side(const FilterOptions& options, bool by_address, std::string_view side) {
  const std::string ports = any_of(options.ports, [&](auto port) { return fmt::format("tcp {}port {}", side, port); });
  // libpcap sees ports only in the first fragment of IPv4, and in no IPv6 packet with extension headers. So it accepts
  // of those the packets in which TCP or a fragment follows (but not the hop-by-hop options of multicast listeners).
  const std::string fragments =
      "(ip[6:2] & 0x1fff != 0 and ip proto 6) or ((ip6[6] = 44 or ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 60) and "
      "(ip6[40] = 6 or ip6[40] = 44))";
  std::string traffic = "(" + (ports.empty() ? "tcp" : ports) + " or " + fragments + ")";
  if (options.way != Way::any) {
    traffic = both((options.way == Way::out) == (side == "dst ") ? "outbound" : "inbound", traffic);
  }
  if (!by_address) return traffic;
  return both(traffic, any_of(options.addresses,
                              [&](const auto& address) { return fmt::format("{}host {}", side, address.text()); }));
}

}  // namespace

std::string make_filter(const FilterOptions& options) {
  const bool by_address = !options.addresses.empty() && options.addresses.size() <= kMostAddresses;
  const bool is_by_side = by_address || options.way != Way::any;
  std::string filter = one_side(options, by_address, options.track_responses && !is_by_side ? "" : "dst ");
  if (options.track_responses && is_by_side) {
    filter = "((" + filter + ") or (" + one_side(options, by_address, "src ") + "))";
  }
  const auto index = [](unsigned number) { return fmt::format("ifindex {}", number); };
  // The list may be long, so it comes after what most packets fail.
  if (!options.only_interfaces.empty()) filter = both(filter, any_of(options.only_interfaces, index));
  if (!options.not_interfaces.empty()) filter = both("not " + any_of(options.not_interfaces, index), filter);
  // `vlan` moves the offsets of all that follows it in the text, so each depth has its own copy.
  if (options.vlan) filter = fmt::format("({0}) or (vlan and (({0}) or (vlan and ({0}))))", filter);
  return filter;
}

}  // namespace gor::capture
