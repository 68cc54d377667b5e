// SPDX-License-Identifier: Apache-2.0
// Reads the network interfaces of this host by getifaddrs(3) and netlink.
#include "capture/interfaces.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <linux/ethtool.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <ifaddrs.h>
#include <unistd.h>

namespace gor::capture {
namespace {

bool has_address(const Interface& interface, const net::IpAddress& address) {
  return std::find(interface.addresses.begin(), interface.addresses.end(), address) != interface.addresses.end();
}

bool is_pattern(std::string_view wanted) {
  return wanted.ends_with('*');
}

bool is_wanted(const Interface& interface, std::string_view wanted) {
  if (wanted.empty()) return interface.is_up && !interface.addresses.empty();
  if (interface.name == wanted) return true;
  if (is_pattern(wanted)) return interface.is_up && interface.name.starts_with(wanted.substr(0, wanted.size() - 1));
  const auto address = net::IpAddress::parse(wanted);
  return address && has_address(interface, *address);
}

}  // namespace

std::vector<Interface> list_interfaces() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, freeifaddrs);
  std::vector<Interface> interfaces;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    auto found = std::find_if(interfaces.begin(), interfaces.end(),
                              [&](const Interface& known) { return known.name == entry->ifa_name; });
    if (found == interfaces.end()) {
      Interface interface;
      interface.name = entry->ifa_name;
      interface.index = if_nametoindex(entry->ifa_name);
      interface.is_up = (entry->ifa_flags & IFF_UP) != 0;
      interface.is_loopback = (entry->ifa_flags & IFF_LOOPBACK) != 0;
      found = interfaces.insert(interfaces.end(), std::move(interface));
    }
    if (const auto address = net::IpAddress::of(entry->ifa_addr)) found->addresses.push_back(*address);
  }
  return interfaces;
}

std::vector<Interface> choose_interfaces(const std::vector<Interface>& all, std::string_view wanted,
                                         const std::vector<std::string>& ignored) {
  std::vector<Interface> chosen;
  for (const Interface& interface : all) {
    const bool is_ignored = std::find(ignored.begin(), ignored.end(), interface.name) != ignored.end();
    if (!is_ignored && is_wanted(interface, wanted)) chosen.push_back(interface);
  }
  return chosen;
}

// By the name of the driver.
InterfaceKind kind_of(const std::string& name) {
  const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_data = reinterpret_cast<char*>(&driver);
  const bool is_known = ::ioctl(descriptor, SIOCETHTOOL, &request) == 0;
  ::close(descriptor);
  const std::string_view text = driver.driver;
  if (!is_known) return InterfaceKind::other;
  if (text == "veth" || text == "netkit") return InterfaceKind::container;
  return text == "bridge" ? InterfaceKind::bridge : InterfaceKind::other;
}

bool has_master(const std::string& name) {
  return ::access(("/sys/class/net/" + name + "/master").c_str(), F_OK) == 0;
}

bool is_open_ended(std::string_view wanted) {
  return wanted.empty() || is_pattern(wanted);
}

std::string describe(const std::vector<Interface>& interfaces) {
  std::string text;
  for (const Interface& interface : interfaces) {
    if (!text.empty()) text += ", ";
    text += interface.name;
    const char* before = " (";
    for (const net::IpAddress& address : interface.addresses) {
      text += before + address.text();
      before = ", ";
    }
    if (!interface.addresses.empty()) text += ")";
  }
  return text.empty() ? "none" : text;
}

InterfaceWatch::InterfaceWatch()
    : descriptor_(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE)) {
  if (descriptor_ < 0) return;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    descriptor_ = -1;
  }
}

InterfaceWatch::~InterfaceWatch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void InterfaceWatch::drain() noexcept {
  std::array<char, 8192> scrap;
  // An overrun (ENOBUFS) clears itself: the caller checks all interfaces anyway.
  while (descriptor_ >= 0 && ::recv(descriptor_, scrap.data(), scrap.size(), 0) > 0) continue;
}

}  // namespace gor::capture
