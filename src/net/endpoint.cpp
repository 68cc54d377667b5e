// SPDX-License-Identifier: Apache-2.0
// Converts endpoints to text and hashes.
#include "net/endpoint.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace gor::net {

std::optional<IpAddress> IpAddress::of(const sockaddr* address) noexcept {
  if (address != nullptr && address->sa_family == AF_INET) {
    return v4(reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr));
  }
  if (address != nullptr && address->sa_family == AF_INET6) {
    return v6(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr.s6_addr);
  }
  return std::nullopt;
}

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
