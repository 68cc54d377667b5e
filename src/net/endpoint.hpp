// SPDX-License-Identifier: Apache-2.0
// An IP address and a port as plain values, comparable; addresses hashable.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace gor::net {

/// IPv6 bytes in network order; IPv4 as the v4-mapped ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  /// `octets`: the four bytes of the address in network order.
  static IpAddress v4(const std::uint8_t* octets) noexcept {
    IpAddress address;
    address.bytes[10] = address.bytes[11] = 0xff;
    std::memcpy(&address.bytes[12], octets, 4);
    return address;
  }
  static IpAddress v6(const std::uint8_t* octets) noexcept {
    IpAddress address;
    std::memcpy(address.bytes.data(), octets, 16);
    return address;
  }
  bool is_v4() const noexcept {
    static constexpr std::array<std::uint8_t, 12> kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::memcmp(bytes.data(), kPrefix.data(), kPrefix.size()) == 0;
  }
  /// The address of an IPv4 or IPv6 sockaddr; empty for any other family, and for null.
  static std::optional<IpAddress> of(const sockaddr* address) noexcept;
  /// "1.2.3.4" or "2001:db8::1", without brackets; empty for anything else.
  static std::optional<IpAddress> parse(std::string_view text);
  /// In the form that parse() reads.
  std::string text() const;

  /// The bytes as two numbers, to compare and to hash.
  std::array<std::uint64_t, 2> halves() const noexcept { return std::bit_cast<std::array<std::uint64_t, 2>>(bytes); }

  friend bool operator==(const IpAddress& a, const IpAddress& b) noexcept {
    return ((a.halves()[0] ^ b.halves()[0]) | (a.halves()[1] ^ b.halves()[1])) == 0;
  }
  friend auto operator<=>(const IpAddress& a, const IpAddress& b) noexcept { return a.bytes <=> b.bytes; }
};

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// All bits are well mixed; equal in every process for one seed. Predictable for anyone who knows the seed.
inline std::uint64_t hash_value(const IpAddress& address, std::uint64_t seed = 0) noexcept {
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a ^ 0x9e3779b97f4a7c15) * (b ^ 0xd1b54a32d192ed03);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  const auto [first, second] = address.halves();
  return mix(mix(first ^ seed, second), 0);
}

}  // namespace gor::net
