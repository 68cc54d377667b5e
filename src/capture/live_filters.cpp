// SPDX-License-Identifier: Apache-2.0
#include "capture/live_filters.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "capture/filter.hpp"

namespace gor::capture {
namespace {

/// Packets that go to some of LiveOptions::addresses through some interfaces, one way.
struct Passage {
  Way way;
  std::vector<unsigned> interfaces = {};
  std::vector<net::IpAddress> addresses = {};
};

bool is_ignored(const LiveOptions& options, const Interface& interface) {
  const auto& ignored = options.ignored_interfaces;
  return std::find(ignored.begin(), ignored.end(), interface.name) != ignored.end();
}

/// Each packet that goes to an address passes exactly one of them. It leaves through the interface of a container, for
/// the container's address. For an address of the host it comes from a container, through its interface or the bridge
/// of which that is a port, from the host itself, or through the interface that has the address.
std::vector<Passage> passages_of(const LiveOptions& options, const std::vector<Interface>& all) {
  Passage to_containers{Way::out, {}, options.addresses->list()};
  Passage to_host{Way::in};
  Passage within_host{Way::any};  // libpcap itself leaves out what goes out through lo and comes in again
  std::vector<Passage> passages;
  for (const Interface& interface : all) {
    if (!interface.is_up || is_ignored(options, interface)) continue;
    const InterfaceKind kind = kind_of(interface.name);
    const bool is_of_container = kind == InterfaceKind::container;
    if (is_of_container) to_containers.interfaces.push_back(interface.index);
    const bool is_inside = kind == InterfaceKind::bridge || is_of_container;
    if (interface.is_loopback) within_host.interfaces.push_back(interface.index);
    if (is_inside && !has_master(interface.name)) to_host.interfaces.push_back(interface.index);
    Passage own{Way::in, {interface.index}};
    for (const net::IpAddress& address : interface.addresses) {
      if (!options.addresses->has(address)) continue;
      std::erase(to_containers.addresses, address);
      to_host.addresses.push_back(address);
      own.addresses.push_back(address);
    }
    if (!is_inside && !interface.is_loopback) passages.push_back(std::move(own));
  }
  passages.push_back(std::move(to_containers));
  within_host.addresses = to_host.addresses;
  passages.push_back(std::move(to_host));
  passages.push_back(std::move(within_host));
  std::erase_if(passages, [](const Passage& one) { return one.interfaces.empty() || one.addresses.empty(); });
  return passages;
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
    if (is_ignored(options, interface) && options.interface.empty()) filter.not_interfaces.push_back(interface.index);
  }
  return make_filter(filter);
}

std::string filter_for_addresses(const LiveOptions& options, const std::vector<Interface>& all) {
  std::string filters;
  for (const Passage& passage : passages_of(options, all)) {
    FilterOptions filter;
    filter.ports = options.ports;
    filter.track_responses = options.track_responses;
    filter.way = passage.way;
    filter.only_interfaces = passage.interfaces;
    filter.addresses = passage.addresses;
    filters += fmt::format("{}({})", filters.empty() ? "" : " or ", make_filter(filter));
  }
  return filters.empty() || options.filter.empty() ? filters : options.filter;
}

}  // namespace gor::capture
