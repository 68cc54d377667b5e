// SPDX-License-Identifier: Apache-2.0
// Decimal numbers, read eight digits at a time.
#pragma once

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/block.hpp"
#include "base/text.hpp"

namespace gor {

/// Whether all eight characters are digits.
constexpr bool are_digits(std::uint64_t characters) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101;
  const std::uint64_t above = characters + (0x7f - '9') * kEach;  // carries into bit 7 beyond '9'
  const std::uint64_t below = characters - '0' * kEach;           // borrows from bit 7 before '0'
  return ((characters | above | below) & (0x80 * kEach)) == 0;
}

/// The number that eight digits are, the first one in the lowest byte. Adds neighbours: digits, pairs, fours.
constexpr std::uint64_t value_of_digits(std::uint64_t digits) noexcept {
  digits = (digits & 0x0f0f0f0f0f0f0f0f) * (1 + (10 << 8)) >> 8;
  digits = (digits & 0x00ff00ff00ff00ff) * (1 + (100 << 16)) >> 16;
  return (digits & 0x0000ffff0000ffff) * (1 + (std::uint64_t{10'000} << 32)) >> 32;
}

/// Parses the integer at the front of `text`, which may have a minus sign, and removes it from the text. Returns
/// nothing, and leaves the text unchanged, if the text does not begin with an integer that fits into 64 bits.
inline std::optional<std::int64_t> take_integer(std::string_view& text) noexcept {
  constexpr std::size_t kMostDigits = 19;  // that many always fit into 64 bits without a sign
  std::uint64_t number = 0;
  std::size_t size = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; size + 8 <= text.size() && size < 16; size += 8) {
      const auto word = load_as<std::uint64_t>(text.data() + size);
      if (!are_digits(word)) break;
      number = number * 100'000'000 + value_of_digits(word);
    }
  }
  for (; size < text.size() && is_digit(text[size]) && size <= kMostDigits; ++size) {
    number = number * 10 + static_cast<std::uint64_t>(text[size] - '0');
  }
  if (size > 0 && size <= kMostDigits && number <= INT64_MAX) {
    text.remove_prefix(size);
    return static_cast<std::int64_t>(number);
  }
  // A sign, leading zeros, no number, or one that may be too large.
  std::int64_t exact = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  if (error != std::errc()) return {};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return exact;
}

}  // namespace gor
