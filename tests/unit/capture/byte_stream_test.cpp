// SPDX-License-Identifier: Apache-2.0
#include "capture/byte_stream.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gor::capture {
namespace {

using Place = ByteStream::Place;

Segment segment(std::uint32_t sequence, std::string_view payload, int time = 1) {
  Segment made;
  made.sequence = sequence;
  made.payload = payload;
  made.time = Timestamp(std::chrono::seconds(time));
  return made;
}

/// Gives the segment to the stream, and returns the bytes that come out.
std::string give(ByteStream& stream, const Segment& segment) {
  std::string out;
  switch (stream.place_of(segment)) {
    case Place::next:
      out += stream.take(segment).bytes;
      break;
    case Place::early:
      stream.keep(segment);
      break;
    case Place::late:
      out += stream.take_late(segment).bytes;
      break;
    case Place::old:
    case Place::far:
      break;
  }
  while (const auto chunk = stream.pop()) out += chunk->bytes;
  return out;
}

TEST(ByteStream, PutsSegmentsInOrder) {
  ByteStream stream;
  EXPECT_FALSE(stream.is_synced());
  stream.sync(100);
  EXPECT_EQ(give(stream, segment(103, "def")), "");
  EXPECT_TRUE(stream.has_hole());
  EXPECT_EQ(stream.hole_end(), 103U);
  EXPECT_EQ(give(stream, segment(100, "abc")), "abcdef");
  EXPECT_FALSE(stream.has_hole());
  EXPECT_EQ(stream.next_sequence(), 106U);
}

TEST(ByteStream, TheFirstCopyOfAByteWins) {
  ByteStream stream;
  stream.sync(0);
  EXPECT_EQ(give(stream, segment(0, "abc")), "abc");
  EXPECT_EQ(give(stream, segment(0, "xyz")), "");
  EXPECT_EQ(give(stream, segment(1, "XYd")), "d");
}

TEST(ByteStream, ASkippedHoleMayStillBeFilled) {
  ByteStream stream;
  stream.sync(0);
  give(stream, segment(0, "ab"));
  give(stream, segment(5, "fg"));
  stream.skip_hole();
  const auto chunk = stream.pop();
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->bytes, "fg");
  EXPECT_TRUE(chunk->after_hole);
  EXPECT_EQ(stream.place_of(segment(2, "cde")), Place::late);
  EXPECT_EQ(give(stream, segment(2, "cde")), "cde") << "and not fg again";
  EXPECT_EQ(give(stream, segment(7, "h")), "h");
}

TEST(ByteStream, DistinguishesNearAndFar) {
  ByteStream stream;
  stream.sync(0);
  EXPECT_EQ(stream.place_of(segment(ByteStream::kWindow, "x")), Place::early);
  EXPECT_EQ(stream.place_of(segment(ByteStream::kWindow + 1, "x")), Place::far);
  EXPECT_EQ(stream.place_of(segment(0U - ByteStream::kWindow - 2, "x")), Place::far);
  EXPECT_EQ(give(stream, segment(0, "")), "");
}

TEST(ByteStream, EndsAtTheFin) {
  ByteStream stream;
  stream.sync(10);
  give(stream, segment(10, "abc"));
  stream.end_at(13);
  EXPECT_TRUE(stream.is_at_end());
  EXPECT_TRUE(stream.ends_before(14));
  EXPECT_EQ(stream.place_of(segment(13, "more")), Place::old);
}

TEST(ByteStream, AHoleThatThePeerWaitsForIsNotOver) {
  ByteStream stream;
  stream.sync(0);
  give(stream, segment(0, "ab", 1));
  give(stream, segment(5, "fg", 2));
  const Timestamp later(std::chrono::seconds(100));
  EXPECT_TRUE(stream.is_hole_over(later)) << "unknown";
  stream.acknowledged(2);
  EXPECT_FALSE(stream.is_hole_over(later));
  stream.acknowledged(7);
  EXPECT_TRUE(stream.is_hole_over(later));
  EXPECT_FALSE(stream.lacks_up_to(7)) << "what the peer has is not sent again";
}

/// Random cuts, overlaps, repetitions and order, across the wrap of sequence numbers.
TEST(ByteStream, AnyOrderAndOverlapGivesTheBytesOnce) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    std::string bytes(1 + random() % 3000, '\0');
    for (char& byte : bytes) byte = static_cast<char>('a' + random() % 26);
    const std::uint32_t begin = 0U - static_cast<std::uint32_t>(random() % 3000);
    std::vector<std::pair<std::size_t, std::size_t>> parts;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 200, bytes.size() - at);
      const std::size_t back = std::min<std::size_t>(random() % 50, at);
      for (unsigned copies = 1 + random() % 2; copies > 0; --copies) parts.emplace_back(at - back, size + back);
      at += size;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::swap(parts[i], parts[std::min(parts.size() - 1, i + random() % 10)]);
    }
    ByteStream stream;
    stream.sync(begin);
    std::string out;
    for (const auto& [at, size] : parts) {
      out += give(stream, segment(begin + static_cast<std::uint32_t>(at), std::string_view(bytes).substr(at, size)));
    }
    EXPECT_EQ(out, bytes) << "seed " << seed;
    EXPECT_EQ(stream.waiting_bytes(), 0U) << "seed " << seed;
  }
}

}  // namespace
}  // namespace gor::capture
