// SPDX-License-Identifier: Apache-2.0
// Characters, numbers and parts of text. Letters are those of ASCII, whatever the locale.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace gor {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
constexpr bool is_small_letter(char c) noexcept {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_capital_letter(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_alphanumeric(char c) noexcept {
  return is_digit(c) || is_small_letter(c) || is_capital_letter(c);
}
constexpr char lower(char c) noexcept {
  return is_capital_letter(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}
inline std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}
/// Accepts either case; -1 for any other character.
constexpr int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A set of characters, found faster than with find_first_of(), which calls a function for each character of the text.
class CharacterSet {
 public:
  explicit constexpr CharacterSet(std::string_view characters) {
    for (const char c : characters) is_in_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool has(char c) const noexcept { return is_in_[static_cast<unsigned char>(c)]; }
  /// Returns the position of the first character of the set at or after `from`, or text.size().
  constexpr std::size_t find_in(std::string_view text, std::size_t from = 0) const noexcept {
    while (from < text.size() && !has(text[from])) ++from;
    return std::min(from, text.size());
  }

 private:
  std::array<bool, 256> is_in_{};
};

/// Parses the complete text, without a '+'; empty for anything else, and if it does not fit.
template <class Number>
std::optional<Number> parse_whole(std::string_view text, int base = 10) noexcept {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Removes the part before the first separator, and the separator, from the front of `rest`; everything if there is
/// none.
constexpr std::string_view take_part(std::string_view& rest, char separator) noexcept {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

/// "300 B", "1.2 GB"; units of 1024.
inline std::string readable_size(std::uint64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits{"B", "KB", "MB", "GB", "TB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; number >= 1024 && unit + 1 < kUnits.size(); ++unit) number /= 1024;
  return fmt::format("{:.{}f} {}", number, unit == 0 ? 0 : 1, kUnits[unit]);
}

/// "850 us", "1.2 ms", "25 ms", "3.4 s": two digits or more.
inline std::string readable_duration(std::chrono::nanoseconds duration) {
  const auto seconds = static_cast<double>(duration.count()) / 1e9;
  const double scaled = seconds < 1e-3 ? seconds * 1e6 : seconds < 1 ? seconds * 1e3 : seconds;
  const char* const unit = seconds < 1e-3 ? "us" : seconds < 1 ? "ms" : "s";
  return fmt::format("{:.{}f} {}", scaled, scaled < 9.95 ? 1 : 0, unit);
}

}  // namespace gor
