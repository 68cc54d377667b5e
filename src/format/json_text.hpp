// SPDX-License-Identifier: Apache-2.0
// Bytes of HTTP messages in JSON, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gor::format {

bool is_utf8(std::string_view bytes);
/// JSON strings are Unicode: bytes that are not UTF-8 are read as Latin-1.
std::string as_utf8(std::string_view bytes);

/// Decodes Base64 that may contain line ends and lack padding; empty if it contains anything else.
std::optional<std::string> from_loose_base64(std::string_view text);

}  // namespace gor::format
