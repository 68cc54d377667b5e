// SPDX-License-Identifier: Apache-2.0
#include "causal/words.hpp"

#include <bitset>
#include <climits>

#include "base/text.hpp"

namespace gor {
namespace {

enum class Kind { lower, upper, digit, other };

Kind kind_of(char c) {
  if (c >= 'a' && c <= 'z') return Kind::lower;
  if (c >= 'A' && c <= 'Z') return Kind::upper;
  return c >= '0' && c <= '9' ? Kind::digit : Kind::other;
}

}  // namespace

bool looks_random(std::string_view word) noexcept {
  constexpr std::size_t kLeastDigits = 10;    // of a number
  constexpr std::size_t kLeast = 12;          // where there are letters and digits
  constexpr std::size_t kLeastLetters = 16;   // where there are letters alone
  constexpr std::size_t kLeastChanges = 4;    // between small and capital ones; "ApplicationController" has 3
  constexpr std::size_t kLeastDifferent = 5;  // characters
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t changes = 0;
  Kind before = Kind::other;
  std::bitset<std::size_t{UCHAR_MAX} + 1> seen;
  for (const char c : word) {
    const Kind kind = kind_of(c);
    digits += kind == Kind::digit ? 1 : 0;
    letters += kind == Kind::lower || kind == Kind::upper ? 1 : 0;
    changes += (kind == Kind::lower && before == Kind::upper) || (kind == Kind::upper && before == Kind::lower) ? 1 : 0;
    if (kind != Kind::other) before = kind;
    seen.set(static_cast<unsigned char>(c));
  }
  if (seen.count() < kLeastDifferent) return false;
  if (letters == 0) return digits >= kLeastDigits;
  if (digits > 0) return digits + letters >= kLeast;
  return letters >= kLeastLetters && changes >= kLeastChanges;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_encoded =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (is_encoded) {
      decoded.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (kind_of(c) != Kind::other || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return encoded;
}

}  // namespace gor
