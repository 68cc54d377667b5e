// SPDX-License-Identifier: Apache-2.0
// Cookies in a head (RFC 6265 sections 4.1 and 4.2), located without decoding.
#pragma once

#include <optional>
#include <string_view>

namespace gor::http {

/// A view into the head.
struct Cookie {
  std::string_view name;
  std::string_view value;  ///< with its quotes, if it has any
};

/// Removes the next cookie from the front of a Cookie field's value; empty at its end.
std::optional<Cookie> next_cookie(std::string_view& field) noexcept;
/// The cookie that a Set-Cookie field sets, without its attributes.
Cookie cookie_set_by(std::string_view field) noexcept;

/// The value of the first cookie of that name in a request's Cookie fields.
std::optional<std::string_view> find_cookie(std::string_view head, std::string_view name) noexcept;
/// The value that a response's Set-Cookie fields give to that cookie; the last one counts.
std::optional<std::string_view> find_set_cookie(std::string_view head, std::string_view name) noexcept;

}  // namespace gor::http
