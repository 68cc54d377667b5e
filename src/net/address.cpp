// SPDX-License-Identifier: Apache-2.0
// Parses addresses.
#include "net/address.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace gor::net {

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  return parse_whole<std::uint16_t>(text);
}

std::vector<std::uint16_t> parse_ports(std::string_view text) {
  std::vector<std::uint16_t> ports;
  if (text.ends_with(',')) throw std::invalid_argument("a port is missing after the last comma");
  while (!text.empty()) {
    const std::string_view word = take_part(text, ',');
    const auto port = parse_port(word);
    if (!port) throw std::invalid_argument(fmt::format("\"{}\" is not a port", word));
    ports.push_back(*port);
  }
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  if (!ports.empty() && ports.front() == 0) return {};
  return ports;
}

Address parse_address(std::string_view name, std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return UsageError(fmt::format("{} {}: {}; expected :80, host:80 or [::1]:80", name, text, why));
  };
  const auto colon = text.rfind(':');
  if (colon == text.npos) {
    if (parse_port(text)) {
      throw UsageError(fmt::format("{} {}: a bare port is not an address, write :{}", name, text, text));
    }
    throw wrong("the port is missing");
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) throw wrong("the bracket is not closed");
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != host.npos) {
    throw wrong("an IPv6 address needs brackets");
  }
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) throw wrong("the port is not a number up to 65535");
  return {std::string(host), *port};
}

}  // namespace gor::net
