// SPDX-License-Identifier: Apache-2.0
// Endpoints as text and as hashes.
#include "net/endpoint.hpp"

#include <arpa/inet.h>

namespace gor::net {
std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  std::uint8_t octets[16];
  const std::string copy(text);
  if (inet_pton(AF_INET, copy.c_str(), octets) == 1) return v4(octets);
  if (inet_pton(AF_INET6, copy.c_str(), octets) == 1) return v6(octets);
  return std::nullopt;
}

std::string IpAddress::text() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_v4()) {
    inet_ntop(AF_INET, &bytes[12], text, sizeof text);
  } else {
    inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  }
  return text;
}

}  // namespace gor::net
