// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648 section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gor::http {

/// With padding, in one line.
std::string to_base64(std::string_view bytes);
/// Of whole groups of four; nothing for anything else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace gor::http
