// SPDX-License-Identifier: Apache-2.0
#include "http/body_length.hpp"

#include <cstddef>
#include <limits>

#include "base/text.hpp"

namespace gor::http {
namespace {

// The first number of "5" or "5, 5" (RFC 9110 section 8.6); saturates. Empty if there is no digit at the front.
std::optional<std::uint64_t> parse_length(std::string_view value) noexcept {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  if (value.empty() || !is_digit(value.front())) return {};
  std::uint64_t length = 0;
  for (const char c : value) {
    if (!is_digit(c)) break;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (length > (kMax - digit) / 10) return kMax;
    length = length * 10 + digit;
  }
  return length;
}

bool is_digits(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// The field is on one line, and its colon follows the name.
bool is_plain(const Field& field) noexcept {
  const std::size_t colon = field.line.find(':');
  return !(colon > 0 && colon != field.line.npos && is_blank(field.line[colon - 1])) && !is_folded(field.line);
}

}  // namespace

void BodyLength::read_length(const Field& field) {
  if (!announced_) announced_ = parse_length(field.value);
  is_clear_ = is_clear_ && is_plain(field) && is_digits(field.value) && text_.value_or(field.value) == field.value;
  text_ = field.value;
}

void BodyLength::read_coding(const Field& field) {
  has_coding_ = true;
  is_chunked_ = ends_in_chunked(field.value);
  is_clear_ = is_clear_ && is_plain(field) && is_chunked_;
}

}  // namespace gor::http
