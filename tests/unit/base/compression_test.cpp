// SPDX-License-Identifier: Apache-2.0
#include "base/compression.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gor {
namespace {

struct Unpacked {
  std::string bytes;
  std::string trouble;
  bool is_between_pieces = false;
};

/// Decompresses in pieces of those sizes.
Unpacked unpack(Compression kind, std::string_view packed, std::size_t in_size, std::size_t out_size) {
  const auto decompressor = make_decompressor(kind);
  Unpacked result;
  std::string room(out_size, '\0');
  std::string_view piece;
  while (result.trouble.empty()) {
    if (piece.empty()) {
      piece = packed.substr(0, in_size);
      packed.remove_prefix(piece.size());
    }
    const Decompressor::Step step = decompressor->step(piece, room);
    piece.remove_prefix(step.consumed);
    result.bytes.append(room, 0, step.produced);
    result.trouble = step.trouble;
    if (step.consumed == 0 && step.produced == 0 && packed.empty()) break;
    result.is_between_pieces = step.is_between_pieces;
  }
  return result;
}

class CompressionTest : public testing::TestWithParam<Compression> {
 protected:
  static std::string random_text(std::size_t size) {
    std::mt19937 random(5);
    std::string text;
    while (text.size() < size) text += "GET /" + std::to_string(random() % 1000) + " HTTP/1.1\r\n";
    return text;
  }
};

TEST_P(CompressionTest, PiecesInARowComeBackWhateverTheSizes) {
  const auto compressor = make_compressor(GetParam());
  const std::string first = random_text(100'000);
  const std::string second = "short";
  std::string packed(compressor->compress(first));
  packed += compressor->compress("");
  packed += compressor->compress(second);
  EXPECT_LT(packed.size(), first.size() / 2);
  for (const std::size_t in_size : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, packed.size()}) {
    for (const std::size_t out_size : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
      const Unpacked unpacked = unpack(GetParam(), packed, in_size, out_size);
      EXPECT_EQ(unpacked.bytes, first + second) << in_size << ' ' << out_size;
      EXPECT_EQ(unpacked.trouble, "");
      EXPECT_TRUE(unpacked.is_between_pieces);
    }
  }
}

TEST_P(CompressionTest, ACutOffPieceGivesWhatThereIs) {
  const std::string text = random_text(300'000);
  std::string packed(make_compressor(GetParam())->compress(text));
  packed.resize(packed.size() - 1);
  const Unpacked unpacked = unpack(GetParam(), packed, 4096, 4096);
  EXPECT_TRUE(text.starts_with(unpacked.bytes));
  EXPECT_GT(unpacked.bytes.size(), 0U);
  EXPECT_FALSE(unpacked.is_between_pieces);
}

TEST_P(CompressionTest, DamageIsTold) {
  const std::string text = random_text(100'000);
  std::string packed(make_compressor(GetParam())->compress(text));
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
  const Unpacked unpacked = unpack(GetParam(), packed, 4096, 4096);
  EXPECT_NE(unpacked.trouble, "");
}

TEST_P(CompressionTest, FindsTheNextPieceAfterOtherBytes) {
  const std::string packed(make_compressor(GetParam())->compress("hello"));
  EXPECT_EQ(find_piece(GetParam(), packed), 0U);
  EXPECT_EQ(find_piece(GetParam(), "rubbish" + packed), 7U);
  const std::string rubbish = "nothing of that kind";
  EXPECT_LE(find_piece(GetParam(), rubbish), rubbish.size());
  EXPECT_GE(find_piece(GetParam(), rubbish), rubbish.size() - 3) << "the end may begin one";
}

TEST_P(CompressionTest, IsKnownByNameAndByContent) {
  EXPECT_EQ(compression_by_name(GetParam() == Compression::gzip ? "a/b.gor.gz" : "b.zst"), GetParam());
  EXPECT_EQ(compression_by_content(std::string(make_compressor(GetParam())->compress("x")).substr(0, 4)), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Kinds, CompressionTest, testing::Values(Compression::gzip, Compression::zstd),
                         [](const auto& kind) { return kind.param == Compression::gzip ? "gzip" : "zstd"; });

TEST(Compression, PlainBytesAreNone) {
  EXPECT_EQ(compression_by_name("x.gor"), Compression::none);
  EXPECT_EQ(compression_by_content("1 ab"), Compression::none);
  EXPECT_EQ(compression_by_content(""), Compression::none);
  EXPECT_EQ(make_compressor(Compression::none), nullptr);
  EXPECT_EQ(make_decompressor(Compression::none), nullptr);
}

}  // namespace
}  // namespace gor
