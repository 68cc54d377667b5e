// SPDX-License-Identifier: Apache-2.0
// Bytes of HTTP messages in JSON, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gor::tools {

bool is_utf8(std::string_view bytes);
/// JSON strings are Unicode: what is no UTF-8 is taken for Latin-1.
std::string as_utf8(std::string_view bytes);

/// Base64 as it is found: line ends may stand in it, and its padding may be missing; nothing if it has anything else.
std::optional<std::string> from_loose_base64(std::string_view text);

}  // namespace gor::tools
