// SPDX-License-Identifier: Apache-2.0
// Bytes as hexadecimal digits, sixteen at a time.
#pragma once

#include <string>
#include <string_view>

namespace gor {

/// Appends two lower-case digits a byte.
void append_hex(std::string& to, std::string_view bytes);

/// Writes digits.size() / 2 bytes to `to`. Digits of either case; false when there is anything else among them, or an
/// odd number.
bool read_hex(std::string_view digits, char* to) noexcept;

}  // namespace gor
