// SPDX-License-Identifier: Apache-2.0
// The network interfaces of this host, and notifications of changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/endpoint.hpp"

namespace gor::capture {

struct Interface {
  std::string name;
  unsigned index = 0;  ///< 0 after it was removed
  bool is_up = false;
  bool is_loopback = false;
  std::vector<net::IpAddress> addresses;
};

/// All current interfaces. Empty if the kernel does not report them.
std::vector<Interface> list_interfaces();

/// The interfaces selected by `wanted`: a name, an address, or a pattern "name*". If it is empty: every interface that
/// is up and has an address. Excludes the ignored ones.
std::vector<Interface> choose_interfaces(const std::vector<Interface>& all, std::string_view wanted,
                                         const std::vector<std::string>& ignored);

/// What an interface is, as far as containers need it.
enum class InterfaceKind {
  other,
  container,  ///< the host's end of a link to a container: veth, netkit
  bridge,
};
InterfaceKind kind_of(const std::string& name);
/// Whether it is a port of a bridge, or a part of another interface.
bool has_master(const std::string& name);

/// Whether `wanted` may select other interfaces later: it is empty, or a pattern.
bool is_open_ended(std::string_view wanted);

/// "lo (127.0.0.1, ::1), eth0 (10.0.0.5)", for errors.
std::string describe(const std::vector<Interface>& interfaces);

/// A netlink socket (RFC 3549) that becomes readable when links or addresses change.
class InterfaceWatch {
 public:
  /// Has no socket (descriptor() is -1) if the system does not allow one.
  InterfaceWatch();
  ~InterfaceWatch();
  InterfaceWatch(const InterfaceWatch&) = delete;
  InterfaceWatch& operator=(const InterfaceWatch&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  /// Discards pending notifications.
  void drain() noexcept;

 private:
  int descriptor_;
};

}  // namespace gor::capture
