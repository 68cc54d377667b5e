// SPDX-License-Identifier: Apache-2.0
// Hexadecimal text, converted sixteen characters at a time.
#pragma once

#include <string>
#include <string_view>

namespace gor {

/// Appends two lower-case digits per byte.
void append_hex(std::string& to, std::string_view bytes);

/// Writes digits.size() / 2 bytes to `to`. Accepts digits of either case; false for any other character or an odd
/// number of them.
bool read_hex(std::string_view digits, char* to) noexcept;

}  // namespace gor
