// SPDX-License-Identifier: Apache-2.0
#include "record/byte_source.hpp"

#include <array>
#include <random>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

#include "support/bytes.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using test::TempDir;
using test::write_file;

constexpr std::array kAll{Compression::none, Compression::gzip, Compression::zstd};
constexpr std::array kCompressed{Compression::gzip, Compression::zstd};

std::string random_text(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = "abcdefgh"[random() % 8];
  return text;
}

std::string piece_of(Compression kind, std::string_view bytes) {
  const auto compressor = make_compressor(kind);
  return std::string(compressor ? compressor->compress(bytes) : bytes);
}

std::string read_all(ByteSource& source, std::size_t room = 1000) {
  std::string all;
  std::vector<char> piece(room);
  while (const std::size_t size = source.read(piece)) all.append(piece.data(), size);
  EXPECT_EQ(source.read(piece), 0U);  // and stays so
  return all;
}

TEST(ByteSource, ReadsPiecesOneBehindTheOtherWhateverTheFileIsCalled) {
  const TempDir dir;
  for (const Compression kind : kAll) {
    const std::string first = random_text(300'000, 1);
    const std::string second = random_text(5, 2);
    write_file(dir / "x", piece_of(kind, first) + piece_of(kind, second) + piece_of(kind, ""));
    for (const std::size_t room : {std::size_t{1000}, std::size_t{1} << 20}) {
      ByteSource source(dir / "x");
      EXPECT_EQ(source.compression(), kind);
      EXPECT_TRUE(test::same_bytes(read_all(source, room), first + second));
      EXPECT_EQ(source.trouble(), "");
    }
  }
}

TEST(ByteSource, ReadsWhatIsEmptyOrShorterThanAnyMagicNumber) {
  const TempDir dir;
  for (const char* content : {"", "1", "\x1f", "123"}) {
    write_file(dir / "x", content);
    ByteSource source(dir / "x");
    EXPECT_EQ(read_all(source), content);
    EXPECT_EQ(source.trouble(), "");
  }
}

TEST(ByteSource, GivesAllThatCanBeReadOfWhatIsCutOffAnywhere) {
  const TempDir dir;
  for (const Compression kind : kCompressed) {
    const std::string text = random_text(2000, 3);
    const std::string whole = piece_of(kind, text);
    const std::string last = piece_of(kind, text);
    for (std::size_t cut = 1; cut < last.size(); ++cut) {
      write_file(dir / "x", whole + last.substr(0, cut));
      ByteSource source(dir / "x");
      const std::string all = read_all(source);
      EXPECT_TRUE((text + text).starts_with(all)) << cut;
      EXPECT_GE(all.size(), text.size()) << cut;
      EXPECT_EQ(source.trouble(), "the compressed data is cut off") << cut;
    }
  }
}

TEST(ByteSource, StopsAtWhatIsNoCompressedDataAndSaysWhy) {
  const TempDir dir;
  for (const Compression kind : kCompressed) {
    const std::string text = random_text(2000, 4);
    write_file(dir / "x", piece_of(kind, text) + "and then something else");
    ByteSource source(dir / "x");
    EXPECT_EQ(read_all(source), text);
    EXPECT_TRUE(source.trouble().starts_with("the compressed data is damaged: ")) << source.trouble();
  }
}

TEST(ByteSource, CountsTheBytesOfTheFile) {
  const TempDir dir;
  const std::string bytes = piece_of(Compression::gzip, random_text(300'000, 5));
  write_file(dir / "x", bytes);
  ByteSource source(dir / "x");
  read_all(source);
  EXPECT_EQ(source.position(), bytes.size());
}

TEST(ByteSource, NamesTheCauseWhenAFileCannotBeRead) {
  const TempDir dir;
  try {
    ByteSource source(dir / "nowhere");
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
  }
  EXPECT_THROW(ByteSource("/proc"), std::system_error);  // opens, but is a folder
}

TEST(Compression, IsChosenByName) {
  EXPECT_EQ(compression_by_name("a/x.gor.gz"), Compression::gzip);
  EXPECT_EQ(compression_by_name("x.zst"), Compression::zstd);
  EXPECT_EQ(compression_by_name("x.gz.gor"), Compression::none);
}

}  // namespace
}  // namespace gor
