// SPDX-License-Identifier: Apache-2.0
// Reading the head of an HTTP/1.x message in place (RFC 9112 sections 2 to 5), without copying or normalising.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/block.hpp"

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

constexpr bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
/// Without spaces and tabs at both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}
/// Removes a CR LF, or a bare LF, at the end.
constexpr std::string_view without_line_end(std::string_view line) noexcept {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}
/// The first line without its line end.
std::string_view first_line(std::string_view message) noexcept;

/// The size of the empty line at the front; 0 if another one is there, or if it is incomplete.
constexpr std::size_t empty_line_size(std::string_view text) noexcept {
  if (text.starts_with('\n')) return 1;
  return text.starts_with("\r\n") ? 2 : 0;
}

/// The lines of a field.
class FieldLines {
 public:
  /// The field that begins with `line` in `head`.
  FieldLines(std::string_view head, std::string_view line) noexcept
      : first_(line), all_(line), colon_(std::min(find_near(line, ':'), line.size())) {
    const char* const end = line.data() + line.size();
    if (end != head.data() + head.size() && is_blank(*end)) add_folds(head);
  }

  /// The name; empty if the line has no colon.
  std::string_view name() const noexcept {
    return trim({first_.data(), colon_ < first_.size() && !is_blank(first_.front()) ? colon_ : 0});
  }
  /// Without surrounding white space; a folded value contains line ends. Without a colon it is the line.
  std::string_view value() const noexcept;
  Field parse() const noexcept { return {name(), value(), all_}; }

  std::string_view first() const noexcept { return first_; }
  /// The complete field, with its line ends.
  std::string_view all() const noexcept { return all_; }
  bool is_folded() const noexcept { return all_.size() > first_.size(); }
  /// The first line alone.
  FieldLines unfolded() const noexcept { return {first_, first_}; }
  /// White space before the colon: recipients understand that differently.
  bool has_space_before_colon() const noexcept { return colon_ > 0 && is_blank(first_[colon_ - 1]); }

 private:
  void add_folds(std::string_view head) noexcept;

  std::string_view first_;
  std::string_view all_;  // with the lines that continue it (obs-fold, RFC 9112 section 5.2)
  std::size_t colon_;     // the size of the line if it has none
};

/// Walks the fields of a head in order. `head` begins with the start line; bytes after the empty line are ignored.
class Fields {
 public:
  explicit Fields(std::string_view head) noexcept;
  /// The next field; empty at the end.
  std::optional<Field> next() noexcept;

 private:
  std::string_view rest_;
};

/// The first letters of field names, in either case: they rule out most fields that one does not look for.
class Initials {
 public:
  enum class Kind : std::uint8_t { other, wanted, line_end };

  /// `letters`: lower-case letters, which match upper-case ones too, or any other characters.
  explicit constexpr Initials(std::string_view letters) {
    for (const char c : letters) {
      kinds_[index(c)] = Kind::wanted;
      if (c >= 'a' && c <= 'z') kinds_[index(static_cast<char>(c ^ 0x20))] = Kind::wanted;
    }
    kinds_[index('\r')] = kinds_[index('\n')] = Kind::line_end;
  }
  Kind kind_of(char c) const noexcept { return kinds_[index(c)]; }

 private:
  static constexpr std::size_t index(char c) { return static_cast<unsigned char>(c); }

  std::array<Kind, 256> kinds_{};
};

/// Views into a head.
struct HeadParts {
  std::string_view bytes;       ///< from the start line to the empty line; empty if that is missing
  std::string_view start_line;  ///< with its line end; empty if that is missing
  std::string_view empty_line;
};

/// Calls `visit` with the FieldLines of each field that has one of the initials. A last line without a line feed is not
/// visited.
template <class Visit>
HeadParts visit_head(std::string_view bytes, const Initials& initials, Visit visit) {
  HeadParts head;
  head.start_line = bytes.substr(0, bytes.find('\n') + 1);
  if (head.start_line.empty()) return head;
  std::size_t line = head.start_line.size();  // where a line begins
  std::size_t scanned = 0;                    // where the characters begin to which `ends` belongs
  std::size_t next = line;                    // where those begin that follow
  std::uint64_t ends = 0;                     // line feeds that follow
  while (line < bytes.size()) {
    const Initials::Kind kind = initials.kind_of(bytes[line]);
    if (kind == Initials::Kind::line_end) {
      head.empty_line = bytes.substr(line, empty_line_size(bytes.substr(line)));
      if (!head.empty_line.empty()) {
        head.bytes = bytes.substr(0, line + head.empty_line.size());
        return head;
      }
    }
    for (; ends == 0; next += 64) {
      if (next >= bytes.size()) return head;
      scanned = next;
      ends = find_in_next(bytes.data() + scanned, bytes.size() - scanned, '\n');
    }
    const std::size_t end = scanned + static_cast<std::size_t>(std::countr_zero(ends)) + 1;
    ends &= ends - 1;
    if (kind == Initials::Kind::wanted) visit(FieldLines(bytes, {bytes.data() + line, end - line}));
    line = end;
  }
  return head;
}

/// The offset at which a new field can be inserted: after the start line, and after lines that would continue the
/// field. npos if the start line has no end.
std::size_t place_for_field(std::string_view head) noexcept;
/// Whether the field spans several lines.
bool is_folded(std::string_view field) noexcept;
/// The field's value with a space for each fold.
std::string unfolded(std::string_view value);

/// The first field of that name, ignoring case, or empty.
std::optional<Field> find_field(std::string_view head, std::string_view name) noexcept;
/// Calls `visit` with each token of a comma-separated list: `Connection: keep-alive, Upgrade`.
template <class Visit>
void visit_list(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t end = std::min(find_near(list, ','), list.size());
    visit(trim(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}
/// Whether a list contains `token`, ignoring case.
bool list_has(std::string_view list, std::string_view token) noexcept;
/// Whether the last transfer coding, which frames the message, is chunked (RFC 9112 section 6.1).
bool ends_in_chunked(std::string_view codings) noexcept;
bool has_same_letters(const char* a, const char* b, std::size_t size) noexcept;
inline bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  // Most names are spelled alike; with a known `b` this is a few instructions.
  return std::memcmp(a.data(), b.data(), b.size()) == 0 || has_same_letters(a.data(), b.data(), a.size());
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

}  // namespace gor::http
