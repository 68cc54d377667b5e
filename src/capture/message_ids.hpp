// SPDX-License-Identifier: Apache-2.0
// The ids of a connection's messages (docs/file-format.md): client port, server port, hash of the addresses, number of
// the message.
#pragma once

#include <array>
#include <cstdint>

#include "gor/message.hpp"

#include "net/endpoint.hpp"

namespace gor::capture {

class MessageIds {
 public:
  MessageIds() = default;
  /// `network`: as in Segment.
  MessageIds(const net::Endpoint& client, const net::Endpoint& server, std::uint32_t network) noexcept;

  MessageId of(std::uint32_t number) const noexcept;

 private:
  std::array<char, 16> prefix_{};
};

}  // namespace gor::capture
