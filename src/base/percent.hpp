// SPDX-License-Identifier: Apache-2.0
// Percent-encoding (RFC 3986 section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace gor {

/// Without its %XX; a '%' that begins none stays.
std::string percent_decoded(std::string_view text);
/// All but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace gor
