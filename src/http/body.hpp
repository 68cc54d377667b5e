// SPDX-License-Identifier: Apache-2.0
// Removal of transfer and content codings from bodies (RFC 9112 section 7.1, RFC 9110 section 8.4.1.3).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "gor/payload.hpp"

namespace gor::http {

/// Removes chunked and gzip. The result has a Content-Length, in place of the first such header or directly after the
/// start line. Empty if there is nothing to remove, if the body is damaged, cut off or followed by other bytes, if it
/// would be larger than `limit_bytes`, or if it has another coding too.
std::optional<Payload> unwrapped(std::string_view message, std::size_t limit_bytes);

/// The body without codings: a view into the message, or into `unwrapped`, which is filled if needed. Empty if the
/// codings cannot be removed.
std::string_view plain_body(std::string_view message, std::size_t limit_bytes, Payload& unwrapped);

/// Whether the media type is that of an HTML form (application/x-www-form-urlencoded).
bool is_form(std::string_view content_type) noexcept;

/// Whether the body has any transfer or content coding.
bool is_wrapped(std::string_view message);

/// Replaces the body by one without codings, and sets its length.
Payload with_body(std::string_view head, std::string_view body);

}  // namespace gor::http
