// SPDX-License-Identifier: Apache-2.0
// The length of a record's payload, as its head and the `len:N` of its metadata line announce it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// The length that the head at the beginning of a payload announces.
struct AnnouncedLength {
  std::size_t head = std::string_view::npos;  ///< bytes of the head with its empty line; npos: incomplete
  std::optional<std::size_t> payload;         ///< bytes of the payload, if the head announces them
  bool is_coded = false;                      ///< it has a Transfer-Encoding, perhaps chunked
};
AnnouncedLength announced_length(std::string_view bytes, MessageType type);

/// The offset of the first separator in `bytes` at or after `from`, or of one that may begin at their end; npos if
/// none.
std::size_t find_separator(std::string_view bytes, std::size_t from);

/// Whether a reader that relies on Content-Length and separators would see another end of the payload.
bool needs_length_field(std::string_view payload, MessageType type);

/// Appends " len:N" to a metadata line.
void append_length_field(std::string& to, std::size_t bytes);
/// Removes the field from `extra` (Message::extra) and returns its number. The first one counts.
std::optional<std::uint64_t> take_length_field(std::string& extra);

}  // namespace gor
