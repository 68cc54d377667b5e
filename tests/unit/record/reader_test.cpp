// SPDX-License-Identifier: Apache-2.0
#include "record/reader.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "base/compression.hpp"
#include "record/record_file.hpp"
#include "support/bytes.hpp"
#include "support/messages.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using test::random_messages;
using test::records_of;
using test::TempDir;
using test::write_file;

struct Read {
  std::vector<Message> messages;
  std::vector<std::string> damages;
};

Read read_all(const std::string& path, std::size_t limit = 64 << 20) {
  Read read;
  RecordReader* self = nullptr;
  RecordReader reader(path, limit, [&](std::uint64_t offset, std::string_view why) {
    read.damages.push_back(self->place_of(offset) + ": " + std::string(why));
  });
  self = &reader;
  while (auto message = reader.next()) read.messages.push_back(std::move(*message));
  return read;
}

std::string content(const std::string& path) {
  ByteSource source(path);
  std::string all;
  std::vector<char> piece(100'000);
  while (const std::size_t size = source.read(piece)) all.append(piece.data(), size);
  return all;
}

const std::string kSeparator(kRecordSeparator);
const std::string kGood = "1 a 5 7\nGET / HTTP/1.1\r\n\r\n" + kSeparator;  // 6 lines

TEST(RecordReader, TellsFileAndLineOfWhatIsDamaged) {
  const TempDir dir;
  const std::string bytes = kGood + "garbage" + kSeparator + kGood + "1 x\n" + kSeparator + kGood;
  for (const Compression kind : {Compression::none, Compression::gzip, Compression::zstd}) {
    const auto compressor = make_compressor(kind);
    write_file(dir / "x.gor", std::string(compressor ? compressor->compress(bytes) : std::string_view(bytes)));
    const Read read = read_all(dir / "x.gor");
    EXPECT_EQ(read.messages.size(), 3U);
    ASSERT_EQ(read.damages.size(), 2U);
    EXPECT_EQ(read.damages[0], (dir / "x.gor") + ":6: damaged record: not a metadata line: \"garbage\"");
    EXPECT_EQ(read.damages[1], (dir / "x.gor") + ":13: damaged record: not a metadata line: \"1 x\"");
  }
}

// But for records within the body that was cut off: they cannot be told from those behind a message that was shortened.
TEST(RecordReader, GivesAllWholeRecordsOfWhatIsCutOffAnywhereAndNoOther) {
  const TempDir dir;
  const auto messages = random_messages(20, 500, 1, false);
  const std::string bytes = records_of(messages);
  const auto as_stored = [](const Message& message) { return std::string(message.payload.view()) + kSeparator; };
  const auto is_one_of_them = [&](std::size_t at, const Message& read) {
    return at < messages.size() && messages[at].payload.view() == read.payload.view();
  };
  for (const Compression kind : {Compression::none, Compression::gzip, Compression::zstd}) {
    const auto compressor = make_compressor(kind);
    const std::string file(compressor ? compressor->compress(bytes) : std::string_view(bytes));
    for (std::size_t cut = 0; cut < file.size(); cut += 7) {
      write_file(dir / "x", file.substr(0, cut));
      const std::string there = content(dir / "x");
      const Read read = read_all(dir / "x");
      for (std::size_t i = 0; i < read.messages.size(); ++i) {
        const Message& message = read.messages[i];
        // What cannot be told from a whole one: a response without a length, or without a body (as to HEAD), what is
        // not chunked but says so, and what was cut behind a separator.
        const std::string_view payload = message.payload.view();
        const bool has_no_length = payload.find("\r\n\r\n") != std::string_view::npos &&
                                   payload.find("Content-Length") == std::string_view::npos;
        const bool may_be_short = i + 1 == read.messages.size() && as_stored(messages[i]).starts_with(payload) &&
                                  (has_no_length || payload.ends_with("\r\n\r\n") || there.ends_with(kSeparator));
        EXPECT_TRUE(message.cut_off || may_be_short || is_one_of_them(i, message)) << cut << ": " << i;
      }
      EXPECT_TRUE(kind == Compression::none || cut == 0 || !read.damages.empty()) << cut;
    }
  }
}

TEST(RecordReader, ALastRecordMayLackItsSeparatorButNotItsEnd) {
  const TempDir dir;
  const struct {
    const char* payload;
    bool is_whole;
  } cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
      {"GET / HTTP/1.1\r\nHost: a\r\n", false},
      {"GET /", false},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", true},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n", false},
      {"HTTP/1.1 200 OK\r\n\r\nuntil the close", true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true},  // to HEAD
      {"\x01\x02 no HTTP at all", true},
  };
  for (const auto& known : cases) {
    const bool is_response = std::string_view(known.payload).starts_with("HTTP");
    write_file(dir / "x", kGood + (is_response ? "2" : "1") + " b 6 7\n" + known.payload);
    const Read read = read_all(dir / "x");
    EXPECT_EQ(read.messages.size(), known.is_whole ? 2U : 1U) << known.payload;
    EXPECT_EQ(read.damages.empty(), known.is_whole) << known.payload;
  }
}

// Random messages, plain and compressed, in files of random sizes, by any number of runs.
TEST(RecordReader, ReadsBackWhatWasWritten) {
  for (const char* extension : {".gor", ".gz", ".zst"}) {
    for (unsigned seed = 0; seed < 4; ++seed) {
      const TempDir dir;
      std::mt19937 random(seed);
      const auto messages = seed == 0 ? random_messages(40, 20 << 20, seed) : random_messages(300, 100'000, seed);
      const Deadline never;
      std::vector<std::string> paths;
      std::optional<RecordFile> file;
      for (const Message& message : messages) {
        if (!file || random() % 20 == 0) {
          if (file && file->flush() != 0) FAIL();
          const bool appends = !paths.empty() && random() % 2 == 0;
          if (!appends) paths.push_back(dir / (std::to_string(paths.size()) + extension));
          file.emplace(paths.back(), appends ? RecordFile::Mode::append : RecordFile::Mode::begin_new, never);
        }
        file->add(message);
        if (random() % 10 == 0 && file->flush() != 0) FAIL();
      }
      ASSERT_EQ(file->flush(), 0);
      std::vector<Message> back;
      for (const std::string& path : paths) {
        Read read = read_all(path);
        EXPECT_TRUE(read.damages.empty()) << read.damages.front();
        back.insert(back.end(), read.messages.begin(), read.messages.end());
      }
      EXPECT_TRUE(test::same_bytes(records_of(back), records_of(messages))) << extension << seed;
    }
  }
}

}  // namespace
}  // namespace gor
