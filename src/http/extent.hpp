// SPDX-License-Identifier: Apache-2.0
// The extent of the first HTTP/1.x message in a buffer, as the capture's framer sees it.
#pragma once

#include <cstddef>
#include <string_view>

#include "gor/payload.hpp"

#include "http/framer.hpp"

namespace gor::http {

struct Extent {
  enum class State {
    whole,       ///< bytes from `begin` to `end` are one message
    unfinished,  ///< the bytes begin a message without its end
    invalid,     ///< the bytes are not a message, or its chunks are malformed
  };
  State state = State::invalid;
  std::size_t begin = 0;  ///< after leading empty lines
  std::size_t end = 0;

  /// The message's bytes, from the same buffer.
  std::string_view of(std::string_view bytes) const noexcept { return bytes.substr(begin, end - begin); }
};

/// `bytes` are all that their stream has: a response framed by connection close ends with them. `scratch` is
/// overwritten; reusing it saves an allocation.
Extent extent_of(std::string_view bytes, Side side, PayloadBuilder& scratch);

/// Whether every recipient sees the same end of the message (RFC 9112 section 6.3): all Content-Length fields agree,
/// Transfer-Encoding ends in chunked and the version is not HTTP/1.0, only one of the two is there, and neither is
/// folded or has white space before its colon.
bool has_clear_length(std::string_view head);

}  // namespace gor::http
