// SPDX-License-Identifier: Apache-2.0
// A message as a middleware gets it and sends it: a line of hexadecimal digits (docs/middleware.md).
#pragma once

#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// Appends the digits of metadata line and payload, and a line feed.
void append_hex_line(std::string& to, const Message& message);

/// Reads a line without its line feed (a CR at its end is let pass). False if it is no message.
bool parse_hex_line(std::string_view line, Message& message);

}  // namespace gor
