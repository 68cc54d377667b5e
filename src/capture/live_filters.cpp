// SPDX-License-Identifier: Apache-2.0
#include "capture/live_filters.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "capture/filter.hpp"

namespace gor::capture {
namespace {

/// How packets to the addresses of LiveOptions::addresses pass an interface. Between two containers of this host they
/// pass one interface inwards, and then another outwards: only the latter counts.
Way way_of(const Interface& interface) {
  return interface.leads_to_container ? Way::out : Way::in;
}

/// For LiveOptions::addresses.
std::string filter_for_addresses(const LiveOptions& options, const std::vector<Interface>& wanted) {
  FilterOptions filter;
  filter.ports = options.ports;
  filter.track_responses = options.track_responses;
  filter.addresses = options.addresses->list();
  std::string filters;
  for (const Way way : {Way::out, Way::in}) {
    filter.way = way;
    filter.only_interfaces.clear();
    for (const Interface& interface : wanted) {
      if (way_of(interface) == way) filter.only_interfaces.push_back(interface.index);
    }
    if (filter.only_interfaces.empty()) continue;
    filters += fmt::format("{}({})", filters.empty() ? "" : " or ", make_filter(filter));
  }
  return filters;
}

}  // namespace

std::string filter_for(const LiveOptions& options, const Interface& interface) {
  if (!options.filter.empty()) return options.filter;
  FilterOptions filter;
  filter.ports = options.ports;
  filter.track_responses = options.track_responses;
  filter.vlan = options.vlan;
  // Packets that the host sends to its own addresses use lo, whichever address it is.
  if (!options.promiscuous && !interface.is_loopback) filter.addresses = interface.addresses;
  return make_filter(filter);
}

std::string filter_for_any(const LiveOptions& options, const std::vector<Interface>& all,
                           const std::vector<Interface>& wanted) {
  if (!options.filter.empty()) return options.filter;
  if (options.addresses) return filter_for_addresses(options, wanted);
  // No `vlan` here: libpcap supports no tags on this device, and the kernel has mostly removed them.
  FilterOptions filter;
  filter.ports = options.ports;
  filter.track_responses = options.track_responses;
  for (const Interface& interface : wanted) {
    if (!options.promiscuous) {
      filter.addresses.insert(filter.addresses.end(), interface.addresses.begin(), interface.addresses.end());
    }
    if (!options.interface.empty()) filter.only_interfaces.push_back(interface.index);
  }
  for (const Interface& interface : all) {
    const auto& ignored = options.ignored_interfaces;
    const bool is_ignored = std::find(ignored.begin(), ignored.end(), interface.name) != ignored.end();
    if (is_ignored && options.interface.empty()) filter.not_interfaces.push_back(interface.index);
  }
  return make_filter(filter);
}

}  // namespace gor::capture
