// SPDX-License-Identifier: Apache-2.0
// The record form of a message: in files, on stdout and between programs (docs/file-format.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// Stands after every payload: a line feed, three emoji, a line feed.
inline constexpr std::string_view kRecordSeparator = "\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88\xF0\x9F\x99\x89\n";

/// Appends the metadata line with its line feed.
void append_metadata(std::string& to, const Message& message);
/// Appends the whole record: metadata line, payload, separator. The metadata line says how long the payload is where a
/// reader would otherwise see another end (`len:N`).
void append_record(std::string& to, const Message& message);

/// Reads a metadata line (without its line feed) into `message`, whose payload it leaves alone. False if it is none.
/// `length`: what its field `len:N` says, which does not become part of the message.
bool parse_metadata(std::string_view line, Message& message, std::optional<std::uint64_t>& length);
bool parse_metadata(std::string_view line, Message& message);

}  // namespace gor
