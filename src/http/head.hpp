// SPDX-License-Identifier: Apache-2.0
// Reading the head of an HTTP/1.x message in place (RFC 9112 sections 2 to 5), without copying or normalising.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace gor::http {

/// Views into a head; valid while its bytes are.
struct RequestLine {
  std::string_view method;
  std::string_view target;   ///< as sent; may contain spaces
  std::string_view version;  ///< "HTTP/1.1"
};
struct StatusLine {
  std::string_view version;
  int code = 0;
};
struct Field {
  std::string_view name;   ///< as spelled
  std::string_view value;  ///< without surrounding white space; a folded value contains line ends
  std::string_view line;   ///< the complete field, with its line ends
};

/// `line` may have its line end. Empty unless it is an HTTP/1.x request line: any token as the method, one space, any
/// non-empty target without control characters (except CR and tab), one space, HTTP/1.digit.
std::optional<RequestLine> parse_request_line(std::string_view line) noexcept;
/// HTTP/1 to HTTP/3: records hold responses of all versions in the form of HTTP/1. The reason phrase may be missing,
/// with or without the space before it.
std::optional<StatusLine> parse_status_line(std::string_view line) noexcept;

/// Whether `bytes` can be the beginning of a request (status) line, or begin with one.
bool may_start_request(std::string_view bytes) noexcept;
bool may_start_response(std::string_view bytes) noexcept;
/// Whether a complete valid request (status) line, with its line end, is at the front.
bool starts_with_request_line(std::string_view bytes) noexcept;
bool starts_with_status_line(std::string_view bytes) noexcept;
/// Whether bytes of unknown context may be taken for the start of a request: the method is in capitals, and is neither
/// the rest of a common one ("ST /...") nor a common one after other letters ("zPOST /...").
bool starts_with_credible_method(std::string_view bytes) noexcept;

/// Offset after the empty line that ends the head, counted from the start line; npos while it is missing. A bare LF
/// ends a line too.
std::size_t find_head_end(std::string_view bytes) noexcept;

/// Removes a CR LF, or a bare LF, at the end.
constexpr std::string_view without_line_end(std::string_view line) noexcept {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}
/// The first line without its line end.
std::string_view first_line(std::string_view message) noexcept;

/// Walks the fields of a head in order. `head` begins with the start line; bytes after the empty line are ignored.
class Fields {
 public:
  explicit Fields(std::string_view head) noexcept;
  /// The next field, with the lines that continue it (obs-fold, RFC 9112 section 5.2); empty at the end. A line without
  /// a colon is a field with an empty name.
  std::optional<Field> next() noexcept;
  /// What follows the fields that next() has returned. After the last one: the empty line, or nothing.
  std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

/// The offset at which a new field can be inserted: after the start line, and after lines that would continue the
/// field. npos if the start line has no end.
std::size_t place_for_field(std::string_view head) noexcept;
/// Whether the field spans several lines.
bool is_folded(std::string_view field) noexcept;
/// The field's value with a space for each fold.
std::string unfolded(std::string_view value);

/// The first field of that name, ignoring case, or empty.
std::optional<Field> find_field(std::string_view head, std::string_view name) noexcept;
/// Whether a comma-separated list contains `token`, ignoring case: `Connection: keep-alive, Upgrade`.
bool list_has(std::string_view list, std::string_view token) noexcept;
/// Whether the last transfer coding, which frames the message, is chunked (RFC 9112 section 6.1).
bool ends_in_chunked(std::string_view codings) noexcept;
bool equal_ignoring_case(const char* a, const char* b, std::size_t size) noexcept;
inline bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && equal_ignoring_case(a.data(), b.data(), a.size());
}
bool starts_ignoring_case(std::string_view text, std::string_view with) noexcept;
/// Whether `name` is among `names`, ignoring case.
template <class Names>
bool has_name(const Names& names, std::string_view name) noexcept {
  return std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view one) { return equals_ignoring_case(one, name); });
}
/// Whether it is a token, as a method or a field name must be (RFC 9110 section 5.6.2).
bool is_token(std::string_view text) noexcept;
constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
/// Without spaces and tabs at both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace gor::http
