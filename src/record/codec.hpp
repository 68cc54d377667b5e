// SPDX-License-Identifier: Apache-2.0
// The encoding of a message as a record: in files, on stdout and between programs (docs/file-format.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// Follows every payload: a line feed, three emoji, a line feed.
inline constexpr std::string_view kRecordSeparator = "\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88\xF0\x9F\x99\x89\n";

/// Appends the metadata line with its line feed.
void append_metadata(std::string& to, const Message& message);
/// Appends the complete record: metadata line, payload, separator. The metadata line has the payload's length (`len:N`)
/// where readers would otherwise see another end.
void append_record(std::string& to, const Message& message);

/// Parses a metadata line (without its line feed) into `message`; leaves the payload alone. False if it is not one.
/// `length` is the value of the field `len:N`, which does not become part of the message.
bool parse_metadata(std::string_view line, Message& message, std::optional<std::uint64_t>& length);
bool parse_metadata(std::string_view line, Message& message);

}  // namespace gor
