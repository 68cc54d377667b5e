// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(DecimalTest, KnowsWhetherEightCharactersAreDigits) {
  for (std::size_t at = 0; at < 8; ++at) {
    for (int c = 0; c < 256; ++c) {
      for (const char other : {'0', '9'}) {
        std::string text(8, other);
        text[at] = static_cast<char>(c);
        EXPECT_EQ(are_digits(load_as<std::uint64_t>(text.data())), c >= '0' && c <= '9') << at << ' ' << c;
      }
    }
  }
}

TEST(DecimalTest, TakesWhatTheLibraryTakes) {
  std::minstd_rand random(1);
  static constexpr std::string_view kCharacters = "00123456789999999999999999999999 -:/x";
  for (int round = 0; round < 200'000; ++round) {
    std::string text(random() % 28, '0');
    for (char& c : text) c = kCharacters[random() % (random() % 8 == 0 ? kCharacters.size() : 32)];
    if (random() % 8 == 0) text.insert(0, "-");
    std::int64_t expected = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), expected);
    std::string_view rest = text;
    const auto number = take_integer(rest);
    ASSERT_EQ(number.has_value(), error == std::errc()) << text;
    ASSERT_EQ(number.value_or(expected), expected) << text;
    ASSERT_EQ(rest.data(), number ? end : text.data()) << text;
  }
}

TEST(DecimalTest, TakesTheLargest) {
  for (const std::string text : {"9223372036854775807", "-9223372036854775808", "0000000000000000000000007"}) {
    std::string_view rest = text;
    EXPECT_EQ(take_integer(rest), std::stoll(text)) << text;
  }
  for (const std::string text : {"9223372036854775808", "9999999999999999999", "99999999999999999999", "", "-", "+1"}) {
    std::string_view rest = text;
    EXPECT_FALSE(take_integer(rest)) << text;
    EXPECT_EQ(rest, text);
  }
}

}  // namespace
}  // namespace gor
