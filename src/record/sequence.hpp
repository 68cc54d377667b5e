// SPDX-License-Identifier: Apache-2.0
// The last metadata field between gors that acknowledge: "#STREAM-NUMBER" (docs/file-format.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gor {

/// The number of a message within a sender's connection.
struct Sequence {
  std::string_view stream;  ///< 16 hex digits
  std::uint64_t number = 0;
};

/// The field, to be appended to Message::extra.
std::string sequence_field(std::string_view stream, std::uint64_t number);
/// Parses the last field of a Message::extra; `fields_before` becomes the length of the others.
std::optional<Sequence> find_sequence(std::string_view extra, std::size_t& fields_before);

}  // namespace gor
