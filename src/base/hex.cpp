// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"

#include "base/text.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gor {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

#if defined(__SSE2__)
/// SessionScheduler sixteen values of 0 to 15 into digits.
__m128i digits_of(__m128i nibbles) noexcept {
  const __m128i is_letter = _mm_cmpgt_epi8(nibbles, _mm_set1_epi8(9));
  const __m128i to_letter = _mm_and_si128(is_letter, _mm_set1_epi8('a' - '0' - 10));
  return _mm_add_epi8(_mm_add_epi8(nibbles, _mm_set1_epi8('0')), to_letter);
}

std::size_t write_blocks(std::string_view bytes, char* to) noexcept {
  std::size_t at = 0;
  for (; at + 16 <= bytes.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at));
    const __m128i low = _mm_set1_epi8(0x0f);
    const __m128i high_digits = digits_of(_mm_and_si128(_mm_srli_epi16(block, 4), low));
    const __m128i low_digits = digits_of(_mm_and_si128(block, low));
    auto* const out = reinterpret_cast<__m128i*>(to + 2 * at);
    _mm_storeu_si128(out, _mm_unpacklo_epi8(high_digits, low_digits));
    _mm_storeu_si128(out + 1, _mm_unpackhi_epi8(high_digits, low_digits));
  }
  return at;
}

__m128i is_between(__m128i values, char first, char last) noexcept {
  return _mm_and_si128(_mm_cmpgt_epi8(values, _mm_set1_epi8(static_cast<char>(first - 1))),
                       _mm_cmplt_epi8(values, _mm_set1_epi8(static_cast<char>(last + 1))));
}

/// SessionScheduler sixteen digits into values; sets a bit of `wrong` for each character that is not a digit.
__m128i values_of(__m128i digits, __m128i& wrong) noexcept {
  const __m128i is_number = is_between(digits, '0', '9');
  const __m128i small = _mm_or_si128(digits, _mm_set1_epi8(0x20));
  const __m128i is_letter = is_between(small, 'a', 'f');
  const __m128i is_digit = _mm_or_si128(is_number, is_letter);
  wrong = _mm_or_si128(wrong, _mm_cmpeq_epi8(is_digit, _mm_setzero_si128()));
  const __m128i low = _mm_and_si128(digits, _mm_set1_epi8(0x0f));
  return _mm_add_epi8(low, _mm_and_si128(is_letter, _mm_set1_epi8(9)));
}

/// Returns the number of bytes written; stops at the first character that is not a digit.
std::size_t read_blocks(std::string_view digits, char* to) noexcept {
  std::size_t at = 0;
  for (; at + 32 <= digits.size(); at += 32) {
    __m128i wrong = _mm_setzero_si128();
    const auto* const in = reinterpret_cast<const __m128i*>(digits.data() + at);
    const auto join = [](__m128i values) {
      const __m128i high = _mm_slli_epi16(_mm_and_si128(values, _mm_set1_epi16(0x00ff)), 4);
      return _mm_or_si128(high, _mm_srli_epi16(values, 8));
    };
    const __m128i first = join(values_of(_mm_loadu_si128(in), wrong));
    const __m128i second = join(values_of(_mm_loadu_si128(in + 1), wrong));
    if (_mm_movemask_epi8(wrong) != 0) break;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at / 2), _mm_packus_epi16(first, second));
  }
  return at / 2;
}
#else
std::size_t write_blocks(std::string_view, char*) noexcept {
  return 0;
}
std::size_t read_blocks(std::string_view, char*) noexcept {
  return 0;
}
#endif

}  // namespace

void append_hex(std::string& to, std::string_view bytes) {
  const std::size_t before = to.size();
  to.resize(before + 2 * bytes.size());
  char* const out = to.data() + before;
  for (std::size_t at = write_blocks(bytes, out); at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    out[2 * at] = kDigits[byte >> 4];
    out[2 * at + 1] = kDigits[byte & 0x0f];
  }
}

bool read_hex(std::string_view digits, char* to) noexcept {
  if (digits.size() % 2 != 0) return false;
  for (std::size_t at = read_blocks(digits, to); at < digits.size() / 2; ++at) {
    const int high = hex_digit(digits[2 * at]);
    const int low = hex_digit(digits[2 * at + 1]);
    if (high < 0 || low < 0) return false;
    to[at] = static_cast<char>(high * 16 + low);
  }
  return true;
}

}  // namespace gor
