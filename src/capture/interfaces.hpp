// SPDX-License-Identifier: Apache-2.0
// The network interfaces of this host, and word of their changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/endpoint.hpp"

namespace gor::capture {

struct Interface {
  std::string name;
  unsigned index = 0;  ///< 0 once it is gone
  bool is_up = false;
  bool is_loopback = false;
  std::vector<net::IpAddress> addresses;
};

/// All of them, as they are now. Empty if the kernel does not tell.
std::vector<Interface> list_interfaces();

/// The interfaces that `wanted` means: every one that is up and has an address if it is empty; else the one of that
/// name or that address, or those that match "name*". Without the ignored ones.
std::vector<Interface> choose_interfaces(const std::vector<Interface>& all, std::string_view wanted,
                                         const std::vector<std::string>& ignored);

/// Whether `wanted` may come to mean other interfaces later: all, or a pattern.
bool is_open_ended(std::string_view wanted);

/// "lo (127.0.0.1, ::1), eth0 (10.0.0.5)", for errors.
std::string describe(const std::vector<Interface>& interfaces);

/// A netlink socket (RFC 3549) that becomes readable when links or addresses change.
class InterfaceWatch {
 public:
  /// Without a socket (descriptor() is -1) where the system allows none.
  InterfaceWatch();
  ~InterfaceWatch();
  InterfaceWatch(const InterfaceWatch&) = delete;
  InterfaceWatch& operator=(const InterfaceWatch&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  /// Reads away what has been told.
  void drain() noexcept;

 private:
  int descriptor_;
};

}  // namespace gor::capture
