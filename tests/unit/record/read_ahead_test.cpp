// SPDX-License-Identifier: Apache-2.0
#include "record/read_ahead.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/compression.hpp"
#include "record/byte_source.hpp"
#include "record/codec.hpp"
#include "record/reader.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using test::make_message;
using test::TempDir;
using test::write_file;

/// What a reader says of a file.
struct Read {
  std::vector<std::string> bodies;
  std::vector<std::string> damage;
  std::uint64_t position = 0;
};

Read read(const std::string& path, bool ahead) {
  Read all;
  RecordReader* this_reader = nullptr;
  RecordReader reader(path, 5 << 20, [&](std::uint64_t offset, std::string_view why) {
    all.damage.push_back(this_reader->place_of(offset) + ": " + std::string(why));
  });
  this_reader = &reader;
  if (ahead) reader.read_ahead();
  while (const auto message = reader.next()) all.bodies.emplace_back(message->payload.view());
  all.position = reader.position();
  return all;
}

/// A compressed recording in several pieces.
std::string recording(Compression kind, int requests) {
  std::mt19937 random(11);
  std::string bytes;
  std::string compressed;
  for (int i = 0; i < requests; ++i) {
    std::string body = std::to_string(i);
    for (std::size_t left = random() % 3000; left > 0; --left) body += static_cast<char>('a' + random() % 20);
    append_record(bytes, make_message(MessageType::request, "x", body, i));
    if (bytes.size() < 40'000 && i + 1 < requests) continue;
    compressed += make_compressor(kind)->compress(bytes);
    bytes.clear();
  }
  return compressed;
}

TEST(ReadAhead, ReadsWhatAReaderWithoutItReads) {
  const TempDir dir;
  for (const Compression kind : {Compression::gzip, Compression::zstd, Compression::none}) {
    write_file(dir / "x.gor", kind == Compression::none ? std::string(300'000, 'x') : recording(kind, 2000));
    const Read plain = read(dir / "x.gor", false);
    EXPECT_EQ(plain.bodies.size(), kind == Compression::none ? 0U : 2000U);
    const Read ahead = read(dir / "x.gor", true);
    EXPECT_EQ(plain.bodies, ahead.bodies);
    EXPECT_EQ(plain.damage, ahead.damage);
    EXPECT_EQ(plain.position, ahead.position);
  }
}

TEST(ReadAhead, TellsOfDamageAsAReaderWithoutItDoes) {
  const TempDir dir;
  std::mt19937 random(5);
  std::size_t damaged = 0;
  for (const Compression kind : {Compression::gzip, Compression::zstd}) {
    const std::string intact = recording(kind, 600);
    for (int round = 0; round < 40; ++round) {
      std::string bytes = intact.substr(0, round % 4 == 0 ? random() % intact.size() : intact.size());
      for (int i = 0; i < round % 3 && !bytes.empty(); ++i) bytes[random() % bytes.size()] ^= 0x55;
      write_file(dir / "x.gor", bytes);
      const Read plain = read(dir / "x.gor", false);
      damaged += plain.damage.empty() ? 0 : 1;
      const Read ahead = read(dir / "x.gor", true);
      EXPECT_EQ(plain.damage, ahead.damage) << round;
      EXPECT_EQ(plain.bodies, ahead.bodies) << round;
      EXPECT_EQ(plain.position, ahead.position) << round;
    }
  }
  EXPECT_GT(damaged, 30U);
}

/// Bytes without an end.
class Endless final : public ByteStream {
 public:
  explicit Endless(std::atomic<std::uint64_t>& read) : read_(read) {}
  std::size_t read(std::span<char> into) override {
    std::fill(into.begin(), into.end(), 'x');
    read_ += into.size();
    return into.size();
  }
  const std::string& trouble() const noexcept override { return trouble_; }
  bool resume() override { return false; }
  bool has_resumed() const noexcept override { return false; }
  std::uint64_t position() const noexcept override { return read_; }

 private:
  std::atomic<std::uint64_t>& read_;
  std::string trouble_;
};

TEST(ReadAhead, HoldsNoMoreThanItMayAndEndsWhileItWaits) {
  std::atomic<std::uint64_t> read = 0;
  {
    ReadAhead ahead(std::make_unique<Endless>(read));
    EXPECT_TRUE(test::becomes_true([&] { return read == 512 << 10; }));
    std::string into(1000, ' ');
    EXPECT_EQ(ahead.read(into), into.size());
    EXPECT_EQ(into, std::string(1000, 'x'));
  }
  EXPECT_EQ(read, 512U << 10);
}

}  // namespace
}  // namespace gor
