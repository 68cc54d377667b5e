// SPDX-License-Identifier: Apache-2.0
// The parts of a multipart body (RFC 2046 section 5.1), located in place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gor::http {

/// Views into the body.
struct Part {
  std::string_view head;  ///< its delimiter line, its fields and the empty line: for Fields and find_field()
  std::string_view body;
};

bool is_multipart(std::string_view content_type) noexcept;
/// Empty if recipients may disagree about the parts: no boundary or closing delimiter, text before the first part or
/// after the last, a line that only begins like a delimiter, or a part whose head does not end.
std::optional<std::vector<Part>> parts_of(std::string_view content_type, std::string_view body);

/// A parameter of a field's value (RFC 9110 section 5.6.6), without quotes and escapes. Empty if it is missing,
/// repeated, or has no end.
std::optional<std::string> field_parameter(std::string_view value, std::string_view name);

}  // namespace gor::http
