// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

std::string hex(std::string_view bytes) {
  std::string digits = ">";
  append_hex(digits, bytes);
  return digits.substr(1);
}

TEST(Hex, BytesOfEverySizeComeBackFromBothCases) {
  std::mt19937 rng(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(rng());
    std::string digits = hex(bytes);
    for (std::size_t i = 0; i < size; ++i) {
      char wanted[3];
      std::snprintf(wanted, sizeof wanted, "%02x", static_cast<unsigned char>(bytes[i]));
      ASSERT_EQ(digits.substr(2 * i, 2), wanted);
    }
    for (char& c : digits) c = static_cast<char>(rng() % 2 != 0 ? std::toupper(c) : c);
    std::string back(size, 'x');
    ASSERT_TRUE(read_hex(digits, back.data())) << size;
    ASSERT_EQ(back, bytes) << size;
  }
}

TEST(Hex, EveryOtherCharacterIsRefusedWhereverItStands) {
  for (std::size_t size = 2; size <= 80; size += 2) {
    std::string to(size, 'x');
    EXPECT_FALSE(read_hex(std::string(size - 1, '0'), to.data()));
    for (int c = 0; c < 256; ++c) {
      if (std::isxdigit(c) != 0) continue;
      for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
        std::string digits(size, '7');
        digits[at] = static_cast<char>(c);
        ASSERT_FALSE(read_hex(digits, to.data())) << c << " at " << at << " of " << size;
      }
    }
  }
}

}  // namespace
}  // namespace gor
