// SPDX-License-Identifier: Apache-2.0
// Several characters at once: a word of eight, and a block of sixteen in a vector register.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace gor {

template <class Word>
Word load_as(const char* at) noexcept {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// The characters at `at`, fewer than eight, in the order of memory; zeros follow them. Reads no byte beyond them.
inline std::uint64_t load_some(const char* at, std::size_t size) noexcept {
  if constexpr (std::endian::native != std::endian::little) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, size);
    return word;
  }
  // Two loads that may overlap, of the first and of the last characters.
  if (size >= 4) {
    const std::uint64_t last = load_as<std::uint32_t>(at + size - 4);
    return load_as<std::uint32_t>(at) | last << (8 * (size - 4));
  }
  if (size >= 2) {
    const std::uint64_t last = load_as<std::uint16_t>(at + size - 2);
    return load_as<std::uint16_t>(at) | last << (8 * (size - 2));
  }
  return size == 0 ? 0 : static_cast<unsigned char>(*at);
}

/// A comparison returns a mask with a bit for each character; the lowest bit is that of the first one.
class Block {
 public:
  static constexpr std::size_t kSize = 16;
  using Mask = std::uint32_t;
  static constexpr Mask kAll = 0xffff;

  /// The characters at `at`; at most `left` of them are read, and zeros follow them.
  [[gnu::always_inline]] Block(const char* at, std::size_t left) noexcept
      : bytes_(left >= kSize ? load(at) : load(Tail(at, left).bytes.data())) {}

  Mask equal(char c) const noexcept {
#ifdef __SSE2__
    return mask_of(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c)));
#else
    return mask_of([&](char byte) { return byte == c; });
#endif
  }
  /// Compares as unsigned numbers.
  Mask at_most(char c) const noexcept {
#ifdef __SSE2__
    return mask_of(_mm_cmpeq_epi8(_mm_min_epu8(bytes_, _mm_set1_epi8(c)), bytes_));
#else
    return mask_of([&](char byte) { return static_cast<unsigned char>(byte) <= static_cast<unsigned char>(c); });
#endif
  }

 private:
  // Not inlined: it would make each loop over blocks larger and slower.
  struct Tail {
    [[gnu::noinline]] Tail(const char* at, std::size_t left) noexcept {
      const std::uint64_t first = left >= 8 ? load_as<std::uint64_t>(at) : load_some(at, left);
      const std::uint64_t second = left >= 8 ? load_some(at + 8, left - 8) : 0;
      std::memcpy(bytes.data(), &first, sizeof first);
      std::memcpy(bytes.data() + sizeof first, &second, sizeof second);
    }
    std::array<char, kSize> bytes;
  };

#ifdef __SSE2__
  using Bytes = __m128i;
  static Bytes load(const char* at) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const Bytes*>(at));
  }
  static Mask mask_of(Bytes equal) noexcept {
    return static_cast<Mask>(_mm_movemask_epi8(equal));
  }
#else
  using Bytes = std::array<char, kSize>;
  static Bytes load(const char* at) noexcept {
    return load_as<Bytes>(at);
  }
  template <class Fits>
  Mask mask_of(Fits fits) const noexcept {
    Mask mask = 0;
    for (std::size_t i = 0; i < kSize; ++i) mask |= fits(bytes_[i]) ? Mask{1} << i : 0;
    return mask;
  }
#endif

  Bytes bytes_;
};

/// The place of the first character in a mask that is not 0.
inline std::size_t first_in(Block::Mask mask) noexcept {
  return static_cast<std::size_t>(std::countr_zero(mask));
}

/// Where `c` is among the next 64 characters, at most `left` of which are read: a bit for each, as in a Block's mask.
[[gnu::always_inline]] inline std::uint64_t find_in_next(const char* at, std::size_t left, char c) noexcept {
  if (left >= 64) [[likely]] {
    const std::uint64_t low = Block(at, 16).equal(c) | Block(at + 16, 16).equal(c) << 16;
    const std::uint64_t high = Block(at + 32, 16).equal(c) | Block(at + 48, 16).equal(c) << 16;
    return low | high << 32;
  }
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < left; i += Block::kSize) mask |= std::uint64_t{Block(at + i, left - i).equal(c)} << i;
  return mask;
}

/// As text.find(c), for a character that is near.
inline std::size_t find_near(std::string_view text, char c) noexcept {
  for (std::size_t at = 0; at < text.size(); at += Block::kSize) {
    const Block::Mask found = Block(text.data() + at, text.size() - at).equal(c);
    // A zero would also be found after the text.
    if (found != 0) return at + first_in(found) < text.size() ? at + first_in(found) : std::string_view::npos;
  }
  return std::string_view::npos;
}

}  // namespace gor
