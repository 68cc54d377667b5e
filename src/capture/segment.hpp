// SPDX-License-Identifier: Apache-2.0
// A TCP segment (RFC 9293 section 3.1) without the layers that carried it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gor/message.hpp"

#include "net/endpoint.hpp"

namespace gor::capture {

struct Segment {
  net::Endpoint source;
  net::Endpoint destination;
  std::uint32_t network = 0;  ///< virtual network (VXLAN, Geneve) of the addresses; 0: none
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  std::string_view payload;         ///< valid until the next packet is decoded
  std::uint32_t missing_bytes = 0;  ///< payload that followed on the wire but was not captured (snap length)
  Timestamp time;

  /// Sequence numbers of the first data byte, and of the byte after the last (including missing ones). A SYN occupies a
  /// number too, and may carry data (RFC 7413).
  std::uint32_t first_byte() const noexcept { return sequence + (syn ? 1 : 0); }
  std::optional<std::uint32_t> acknowledgement_if_any() const noexcept {
    return ack ? std::optional(acknowledgement) : std::nullopt;
  }
  std::uint32_t end() const noexcept {
    return first_byte() + static_cast<std::uint32_t>(payload.size()) + missing_bytes;
  }
};

}  // namespace gor::capture
