// SPDX-License-Identifier: Apache-2.0
// Addresses as they are written on the command line: ":80", "host:80", "[::1]:80".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gor::net {

struct Address {
  std::string host;  ///< a name or an IP address without brackets; empty means every interface
  std::uint16_t port = 0;
};

/// Throws UsageError, which begins with `name` ("--input-tcp") and the text. A bare port is not an address.
Address parse_address(std::string_view name, std::string_view text);

/// 0 to 65535 in decimal digits, nothing else.
std::optional<std::uint16_t> parse_port(std::string_view text) noexcept;

/// Ports separated by commas, sorted and without duplicates; empty for all ports: without any, or with port 0. Throws
/// std::invalid_argument: "\"x\" is not a port".
std::vector<std::uint16_t> parse_ports(std::string_view text);

}  // namespace gor::net
