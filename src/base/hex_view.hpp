// SPDX-License-Identifier: Apache-2.0
// Bytes for a person to read: offsets, hexadecimal digits, and the printable characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gor {

/// Lines of 16 bytes, each after a line feed: "\n00000000  47 45 54 ...  |GET ...|". Shows the first `most` bytes, and
/// the number of the others.
std::string hex_view(std::string_view bytes, std::size_t most);

}  // namespace gor
