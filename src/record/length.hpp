// SPDX-License-Identifier: Apache-2.0
// How long the payload of a record is: what its head says, and what `len:N` in its metadata line says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// What the head at the beginning of a payload says.
struct AnnouncedLength {
  std::size_t head = std::string_view::npos;  ///< bytes of the head with its empty line; npos: it is not complete
  std::optional<std::size_t> payload;         ///< bytes of the payload, where the head tells
  bool is_coded = false;                      ///< it has a Transfer-Encoding: chunks may tell
};
AnnouncedLength announced_length(std::string_view bytes, MessageType type);

/// Where a separator stands in `bytes` at `from` or later, or may have begun at their end; npos: nowhere.
std::size_t find_separator(std::string_view bytes, std::size_t from);

/// Whether a reader that goes by Content-Length and separators would see another end of the payload.
bool needs_length_field(std::string_view payload, MessageType type);

/// " len:N", for a metadata line.
void append_length_field(std::string& to, std::size_t bytes);
/// Removes the field from `extra` (Message::extra); its number. The first one counts.
std::optional<std::uint64_t> take_length_field(std::string& extra);

}  // namespace gor
