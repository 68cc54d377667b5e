// SPDX-License-Identifier: Apache-2.0
// Percent-encoding (RFC 3986 section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace gor {

/// Decodes each %XX; a '%' that begins none is kept.
std::string percent_decoded(std::string_view text);
/// Encodes all but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace gor
