// SPDX-License-Identifier: Apache-2.0
#include "base/block.hpp"

#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(BlockTest, ComparesEachCharacterThatIsThere) {
  std::minstd_rand random(1);
  for (int round = 0; round < 2000; ++round) {
    // The exact size lets the sanitizer see a byte that is read beyond the text.
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random());
    const std::unique_ptr<char[]> bytes(new char[text.size()]);
    text.copy(bytes.get(), text.size());
    const Block block(bytes.get(), text.size());
    text.resize(Block::kSize);
    const char c = random() % 2 == 0 ? text[random() % Block::kSize] : static_cast<char>(random());
    for (std::size_t i = 0; i < Block::kSize; ++i) {
      EXPECT_EQ(block.equal(c) >> i & 1, text[i] == c ? 1U : 0U);
      EXPECT_EQ(block.at_most(c) >> i & 1,
                static_cast<unsigned char>(text[i]) <= static_cast<unsigned char>(c) ? 1U : 0U);
    }
  }
}

TEST(BlockTest, LoadsSomeCharactersOfAWord) {
  const std::string text = "abcdefg";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    std::string word(8, '\0');
    const std::uint64_t loaded = load_some(text.data(), size);
    std::memcpy(word.data(), &loaded, sizeof loaded);
    EXPECT_EQ(word, text.substr(0, size) + std::string(8 - size, '\0'));
  }
}

TEST(BlockTest, FindsACharacterAmongTheNext64) {
  std::minstd_rand random(2);
  for (std::size_t size = 0; size < 100; ++size) {
    std::string text(size, 'x');
    for (char& c : text) c = random() % 4 == 0 ? '\n' : c;
    const std::unique_ptr<char[]> bytes(new char[size]);
    text.copy(bytes.get(), size);
    const std::uint64_t found = find_in_next(bytes.get(), size, '\n');
    for (std::size_t i = 0; i < 64; ++i) EXPECT_EQ(found >> i & 1, i < size && text[i] == '\n' ? 1U : 0U);
    EXPECT_EQ(find_near({bytes.get(), size}, '\n'), text.find('\n'));
    EXPECT_EQ(find_near({bytes.get(), size}, '\0'), text.npos);
  }
}

TEST(BlockTest, FindsPlacesInMasks) {
  EXPECT_EQ(first_in(0b1000), 3U);
}

}  // namespace
}  // namespace gor
