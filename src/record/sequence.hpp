// SPDX-License-Identifier: Apache-2.0
// The last field of a metadata line between gors that acknowledge: "#STREAM-NUMBER" (docs/file-format.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gor {

/// Which message of which sender's connection.
struct Sequence {
  std::string_view stream;  ///< 16 hex digits
  std::uint64_t number = 0;
};

/// Appended to Message::extra.
std::string sequence_field(std::string_view stream, std::uint64_t number);
/// Of a Message::extra, where it is the last field; `fields_before` becomes the length of the others.
std::optional<Sequence> find_sequence(std::string_view extra, std::size_t& fields_before);

}  // namespace gor
