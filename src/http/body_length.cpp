// SPDX-License-Identifier: Apache-2.0
#include "http/body_length.hpp"

#include <algorithm>
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
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// The field is on one line, and its colon follows the name.
bool is_plain(const FieldLines& lines) noexcept {
  return !lines.is_folded() && !lines.has_space_before_colon();
}

}  // namespace

void BodyLength::read_length(const FieldLines& lines) {
  const std::string_view value = lines.value();
  if (!announced_) announced_ = parse_length(value);
  is_clear_ = is_clear_ && is_plain(lines) && is_digits(value) && text_.value_or(value) == value;
  if (!text_) text_ = value;
}

void BodyLength::read_coding(const FieldLines& lines) {
  has_coding_ = true;
  is_chunked_ = ends_in_chunked(lines.value());
  is_clear_ = is_clear_ && is_plain(lines) && is_chunked_;
}

}  // namespace gor::http
