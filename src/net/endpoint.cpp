// SPDX-License-Identifier: Apache-2.0
// Endpoints as text and as hashes.
#include "net/endpoint.hpp"

#include <arpa/inet.h>

namespace gor::net {
namespace {

/// The finalizer of splitmix64: every bit of the input reaches every bit of the output.
std::uint64_t mix(std::uint64_t value) noexcept {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

}  // namespace

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

std::string Endpoint::text() const {
  const std::string host = address.is_v4() ? address.text() : '[' + address.text() + ']';
  return host + ':' + std::to_string(port);
}

std::uint64_t hash_value(const IpAddress& address) noexcept {
  std::uint64_t halves[2];
  std::memcpy(halves, address.bytes.data(), sizeof halves);
  return mix(mix(halves[0] + 0x9e3779b97f4a7c15u) + halves[1]);
}

std::uint64_t hash_value(const Endpoint& endpoint) noexcept {
  return mix(hash_value(endpoint.address) + endpoint.port);
}

}  // namespace gor::net
