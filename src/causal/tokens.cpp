// SPDX-License-Identifier: Apache-2.0
#include "causal/tokens.hpp"

#include <bitset>
#include <climits>

namespace gor {
namespace {

enum class Kind { lower, upper, digit, other };

Kind kind_of(char c) {
  if (is_small_letter(c)) return Kind::lower;
  if (is_capital_letter(c)) return Kind::upper;
  return is_digit(c) ? Kind::digit : Kind::other;
}

}  // namespace

bool looks_random(std::string_view token) noexcept {
  constexpr std::size_t kLeastDigits = 10;    // of a number
  constexpr std::size_t kLeast = 12;          // with letters and digits
  constexpr std::size_t kLeastLetters = 16;   // with letters only
  constexpr std::size_t kLeastChanges = 4;    // between small and capital letters; "ApplicationController" has 3
  constexpr std::size_t kLeastDifferent = 5;  // characters
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t changes = 0;
  Kind before = Kind::other;
  std::bitset<std::size_t{UCHAR_MAX} + 1> seen;
  for (const char c : token) {
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

}  // namespace gor
