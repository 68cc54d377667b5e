// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648 section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gor::http {

/// One line, with padding.
std::string to_base64(std::string_view bytes);
/// Accepts complete groups of four only; empty for anything else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace gor::http
