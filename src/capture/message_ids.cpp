// SPDX-License-Identifier: Apache-2.0
#include "capture/message_ids.hpp"

#include <algorithm>
#include <string_view>

namespace gor::capture {
namespace {

char* write_hex(char* at, std::uint32_t value, int digits) noexcept {
  for (int i = digits - 1; i >= 0; --i, value >>= 4) at[i] = "0123456789abcdef"[value & 15];
  return at + digits;
}

}  // namespace

// Two virtual networks may have the same addresses.
MessageIds::MessageIds(const net::Endpoint& client, const net::Endpoint& server, std::uint32_t network) noexcept {
  const std::uint64_t addresses = net::hash_value(server.address, net::hash_value(client.address, network));
  char* at = write_hex(prefix_.data(), client.port, 4);
  at = write_hex(at, server.port, 4);
  write_hex(at, static_cast<std::uint32_t>(addresses >> 32), 8);
}

MessageId MessageIds::of(std::uint32_t number) const noexcept {
  std::array<char, 24> digits;
  std::copy(prefix_.begin(), prefix_.end(), digits.begin());
  write_hex(digits.data() + prefix_.size(), number, 8);
  return {std::string_view(digits.data(), digits.size())};
}

}  // namespace gor::capture
