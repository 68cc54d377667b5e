// SPDX-License-Identifier: Apache-2.0
// The encoding of a message for a middleware: a line of hexadecimal digits (docs/middleware.md).
#pragma once

#include <string>
#include <string_view>

#include "gor/message.hpp"

namespace gor {

/// Appends the digits of metadata line and payload, and a line feed.
void append_middleware_line(std::string& to, const Message& message);

/// Parses a line without its line feed; a CR at its end is ignored. False if it is not a message.
bool parse_middleware_line(std::string_view line, Message& message);

}  // namespace gor
