// SPDX-License-Identifier: Apache-2.0
#include "cli/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace gor::cli {
namespace {

/// Go's units in nanoseconds. The two signs for micro are accepted, but not written.
constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> kTimeUnits{{{"h", 3'600'000'000'000},
                                                                               {"m", 60'000'000'000},
                                                                               {"s", 1'000'000'000},
                                                                               {"ms", 1'000'000},
                                                                               {"us", 1000},
                                                                               {"ns", 1},
                                                                               {"\u00b5s", 1000},
                                                                               {"\u03bcs", 1000}}};

/// 0 if it is not a unit.
std::int64_t unit_nanoseconds(std::string_view text) {
  const auto* const found =
      std::find_if(kTimeUnits.begin(), kTimeUnits.end(), [&](const auto& unit) { return unit.first == text; });
  return found == kTimeUnits.end() ? 0 : found->second;
}

/// Digits with '_' between them; the complete text.
std::optional<std::uint64_t> parse_digits(std::string_view text, int base) {
  std::string digits;
  bool after_digit = false;
  for (const char c : text) {
    if (c == '_' && !after_digit) return std::nullopt;
    if (c != '_') digits += c;
    after_digit = c != '_';
  }
  return after_digit ? parse_whole<std::uint64_t>(digits, base) : std::nullopt;
}

/// Removes k, m, g or t, with or without b, from the end of the text; returns the shift in bits.
unsigned take_size_unit(std::string_view& text, bool is_hex) {
  const bool has_b = text.size() > 1 && lower(text.back()) == 'b';
  const std::string_view rest = text.substr(0, text.size() - (has_b ? 1 : 0));
  const std::size_t unit = rest.size() > 1 ? std::string_view("kmgt").find(lower(rest.back())) : std::string_view::npos;
  if (unit != std::string_view::npos) {
    text = rest.substr(0, rest.size() - 1);
    return 10 * static_cast<unsigned>(unit + 1);
  }
  if (!is_hex) text = rest;  // "100b" means bytes, but "0xb" is eleven
  return 0;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration{0};
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    // from_chars would also accept "inf", "nan" and a sign.
    if (!is_digit(text[0]) && text[0] != '.') return std::nullopt;
    double number = 0;
    const auto [stop, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    const std::string_view unit = text.substr(0, text.find_first_of("0123456789."));
    const auto nanoseconds = static_cast<double>(unit_nanoseconds(unit));
    if (nanoseconds == 0) return std::nullopt;
    total += number * nanoseconds;
    text.remove_prefix(unit.size());
  }
  // A century is long enough, and can be added to a clock without overflow.
  if (total > 100 * 365.25 * 24 * 3600e9) return std::nullopt;
  return Duration{std::llround(total)};
}

std::string format_duration(Duration duration) {
  std::string text;
  std::int64_t rest = duration.count();
  for (const auto& [name, nanoseconds] : kTimeUnits) {
    if (rest / nanoseconds == 0) continue;
    text += std::to_string(rest / nanoseconds);
    text += name;
    rest %= nanoseconds;
  }
  return text.empty() ? "0" : text;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  const unsigned shift = take_size_unit(text, is_hex);
  if (is_hex) text.remove_prefix(2);
  const auto number = parse_digits(text, is_hex ? 16 : 10);
  if (!number || *number > (static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) >> shift))
    return std::nullopt;
  return *number << shift;
}

std::string format_size(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits{"", "kb", "mb", "gb", "tb"};
  std::size_t unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return std::to_string(bytes).append(kUnits[unit]);
}

std::optional<bool> parse_switch(std::string_view text) {
  for (const std::string_view yes : {"true", "1", "t", "T", "TRUE", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "0", "f", "F", "FALSE", "False"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

std::optional<Spec> parse_spec(std::string_view text) {
  const std::size_t bar = text.rfind('|');
  if (bar == std::string_view::npos) return Spec{std::string(text), {}};
  std::string_view number = text.substr(bar + 1);
  const bool is_percent = number.ends_with('%');
  if (is_percent) number.remove_suffix(1);
  const auto value = parse_digits(number, 10);
  if (!value) return std::nullopt;
  const auto kind = is_percent ? Limit::Kind::percent : Limit::Kind::per_second;
  return Spec{std::string(text.substr(0, bar)), {kind, *value}};
}

}  // namespace gor::cli
