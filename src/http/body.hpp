// SPDX-License-Identifier: Apache-2.0
// Bodies without what they were wrapped in for the way (RFC 9112 section 7.1, RFC 9110 section 8.4.1.3).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "gor/payload.hpp"

namespace gor::http {

/// A message whose body is neither chunked nor gzip any more and has a Content-Length: that of the first such header,
/// or of a new one right behind the start line. Nothing if there is nothing to undo, if the body is damaged, cut off or
/// followed by something else, if it would be larger than `limit_bytes`, or if it is wrapped in something else as well.
std::optional<Payload> unwrapped(std::string_view message, std::size_t limit_bytes);

/// The body without codings: of the message itself, or of `unwrapped`, which is then made; empty if they cannot be
/// undone.
std::string_view plain_body(std::string_view message, std::size_t limit_bytes, Payload& unwrapped);

/// Whether that type is the one of a form's parameters (application/x-www-form-urlencoded).
bool is_form(std::string_view content_type) noexcept;

/// Whether there is a body in any transfer or content coding.
bool is_wrapped(std::string_view message);

/// The head with this body instead: without codings, and with its length.
Payload with_body(std::string_view head, std::string_view body);

}  // namespace gor::http
