// SPDX-License-Identifier: Apache-2.0
// Several characters at once: a word of eight, and a block of sixteen in a vector register.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

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

  /// The characters at `at`; at most `left` of them are read, and zeros follow them.
  Block(const char* at, std::size_t left) noexcept {
    if (left >= kSize) {
      load(load_as<std::uint64_t>(at), load_as<std::uint64_t>(at + 8));
    } else if (left >= 8) {
      load(load_as<std::uint64_t>(at), load_some(at + 8, left - 8));
    } else {
      load(load_some(at, left), 0);
    }
  }

#ifdef __SSE2__
  Mask equal(char c) const noexcept {
    return mask_of(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c)));
  }
  /// Compares as unsigned numbers.
  Mask at_most(char c) const noexcept {
    return mask_of(_mm_cmpeq_epi8(_mm_min_epu8(bytes_, _mm_set1_epi8(c)), bytes_));
  }

 private:
  void load(std::uint64_t first, std::uint64_t second) noexcept {
    bytes_ = _mm_set_epi64x(static_cast<long long>(second), static_cast<long long>(first));
  }
  static Mask mask_of(__m128i equal) noexcept {
    return static_cast<Mask>(_mm_movemask_epi8(equal));
  }

  __m128i bytes_;
#else
  Mask equal(char c) const noexcept {
    return mask_of([&](unsigned char byte) { return byte == static_cast<unsigned char>(c); });
  }
  Mask at_most(char c) const noexcept {
    return mask_of([&](unsigned char byte) { return byte <= static_cast<unsigned char>(c); });
  }

 private:
  void load(std::uint64_t first, std::uint64_t second) noexcept {
    std::memcpy(bytes_.data(), &first, sizeof first);
    std::memcpy(bytes_.data() + sizeof first, &second, sizeof second);
  }
  template <class Fits>
  Mask mask_of(Fits fits) const noexcept {
    Mask mask = 0;
    for (std::size_t i = 0; i < kSize; ++i) mask |= fits(bytes_[i]) ? Mask{1} << i : 0;
    return mask;
  }

  std::array<unsigned char, kSize> bytes_;
#endif
};

/// The place of the first character in a mask that is not 0.
inline std::size_t first_in(Block::Mask mask) noexcept {
  return static_cast<std::size_t>(std::countr_zero(mask));
}
/// The bits before that character.
inline Block::Mask before_first_in(Block::Mask mask) noexcept {
  return (mask & (0 - mask)) - 1;
}

}  // namespace gor
