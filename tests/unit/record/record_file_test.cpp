// SPDX-License-Identifier: Apache-2.0
#include "record/record_file.hpp"

#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

#include "record/byte_source.hpp"
#include "record/reader.hpp"
#include "support/bytes.hpp"
#include "support/fakes.hpp"
#include "support/messages.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using test::random_messages;
using test::records_of;
using test::TempDir;
using enum RecordFile::Mode;

constexpr std::array kNames{"x.gor", "x.gor.gz", "x.zst"};
const Deadline kNever;

std::string content(const std::string& path) {
  ByteSource source(path);
  std::string all;
  std::vector<char> piece(100'000);
  while (const std::size_t size = source.read(piece)) all.append(piece.data(), size);
  EXPECT_EQ(source.trouble(), "");
  return all;
}

void write(const std::string& path, const std::vector<Message>& messages) {
  RecordFile file(path, append, kNever);
  for (const Message& message : messages) file.add(message);
  EXPECT_EQ(file.flush(), 0);
}

TEST(RecordFile, AppendsInAnyNumberOfRuns) {
  for (const char* name : kNames) {
    const TempDir dir;
    std::string wanted;
    for (unsigned run = 0; run < 3; ++run) {
      const auto messages = random_messages(50, 10'000, run);
      write(dir / name, messages);
      wanted += records_of(messages);
    }
    EXPECT_TRUE(test::same_bytes(content(dir / name), wanted)) << name;
  }
}

TEST(RecordFile, WhatWasFlushedCanBeReadWhileItGoesOn) {
  for (const char* name : kNames) {
    const TempDir dir;
    const auto messages = random_messages(20, 1000, 1);
    RecordFile file(dir / name, begin_new, kNever);
    std::string wanted;
    for (const Message& message : messages) {
      file.add(message);
      ASSERT_EQ(file.flush(), 0);
      append_record(wanted, message);
      EXPECT_TRUE(test::same_bytes(content(dir / name), wanted)) << name;
      EXPECT_EQ(file.size(), std::filesystem::file_size(dir / name));
    }
    EXPECT_EQ(file.records(), messages.size());
  }
}

TEST(RecordFile, ANewOneIsNotThereBefore) {
  const TempDir dir;
  const RecordFile first(dir / "a/b/x.gor", begin_new, kNever);
  try {
    const RecordFile second(dir / "a/b/x.gor", begin_new, kNever);
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::file_exists);
  }
}

// Whatever a kill has left of the last piece: what was before it is there, and standard readers can read what comes.
TEST(RecordFile, AppendsToCompressedDataThatIsCutOff) {
  for (const char* name : {"x.gor.gz", "x.zst"}) {
    const TempDir dir;
    const auto first = random_messages(3, 100, 1);
    const auto second = random_messages(3, 100, 2);
    write(dir / name, first);
    const auto flushed = std::filesystem::file_size(dir / name);
    write(dir / name, second);
    const auto whole = std::filesystem::file_size(dir / name);
    const std::string bytes = test::read_file(dir / name);
    for (auto size = flushed; size < whole; ++size) {
      test::write_file(dir / name, bytes.substr(0, size));
      const auto third = random_messages(2, 100, 3);
      write(dir / name, third);
      const std::string all = content(dir / name);
      EXPECT_TRUE(all.starts_with(records_of(first)) && all.ends_with(records_of(third))) << name << " " << size;
      EXPECT_FALSE(std::filesystem::exists(dir / (std::string(name) + ".mending")));
    }
  }
}

TEST(RecordFile, EndsTheLastRecordOfWhatItAppendsTo) {
  for (const char* name : kNames) {
    const TempDir dir;
    const auto messages = random_messages(2, 100, 1);
    const std::string first = records_of({messages[0]});
    for (const std::size_t lacking : {0U, 1U, 5U, 12U, 14U}) {
      const auto compressor = make_compressor(compression_by_name(name));
      const std::string cut = first.substr(0, first.size() - lacking);
      test::write_file(dir / name, std::string(compressor ? compressor->compress(cut) : std::string_view(cut)));
      write(dir / name, {messages[1]});
      EXPECT_TRUE(test::same_bytes(content(dir / name), records_of(messages))) << name << " " << lacking;
    }
  }
}

TEST(RecordFile, GoesOnAfterDamageAndRemovesNothing) {
  for (const char* name : {"x.gor.gz", "x.zst"}) {
    const TempDir dir;
    std::vector<Message> all;
    for (unsigned piece = 0; piece < 50; ++piece) {
      const auto messages = random_messages(2, 200, piece);
      write(dir / name, messages);
      all.insert(all.end(), messages.begin(), messages.end());
    }
    std::string bytes = test::read_file(dir / name);
    bytes[bytes.size() / 2] ^= '\x55';
    test::write_file(dir / name, bytes);
    std::filesystem::permissions(dir / name, std::filesystem::perms(0640));
    const auto more = random_messages(5, 200, 99);
    write(dir / name, more);
    const std::string now = test::read_file(dir / name);
    EXPECT_TRUE(now.starts_with(bytes)) << name << ": what was there is there";
    EXPECT_EQ(std::filesystem::status(dir / name).permissions(), std::filesystem::perms(0640));
    int damaged = 0;
    RecordReader reader(dir / name, 5 << 20, [&](std::uint64_t, std::string_view) { ++damaged; });
    std::vector<std::string> read;
    while (const auto message = reader.next()) read.emplace_back(message->id.view());
    EXPECT_GE(read.size(), all.size() - 4 + more.size()) << name;
    EXPECT_EQ(read.back(), more.back().id.view());
    EXPECT_GT(damaged, 0);
  }
}

TEST(RecordFile, CutsOffARecordThatWasNotWrittenToItsEnd) {
  const std::string body =
      "a" + std::string(kRecordSeparator) + "1 evil 5 7\nGET / HTTP/1.1\r\n\r\n" + std::string(kRecordSeparator);
  std::vector<Message> messages = random_messages(2, 300, 1);
  const std::string two = records_of(messages);
  messages.push_back(test::make_message(MessageType::request, "a",
                                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + body));
  const std::string whole = records_of(messages);
  const auto more = random_messages(2, 300, 2);
  for (std::size_t size = two.size(); size <= whole.size(); ++size) {
    const TempDir dir;
    test::write_file(dir / "x.gor", whole.substr(0, size));
    write(dir / "x.gor", more);
    const bool is_there = size >= whole.size() - kRecordSeparator.size();
    std::vector<std::string> payloads;
    RecordReader reader(dir / "x.gor", 5 << 20,
                        [&](std::uint64_t, std::string_view why) { ADD_FAILURE() << size << why; });
    while (const auto message = reader.next()) payloads.emplace_back(message->payload.view());
    std::vector<std::string> wanted{std::string(messages[0].payload.view()), std::string(messages[1].payload.view())};
    if (is_there) wanted.emplace_back(messages[2].payload.view());
    for (const Message& message : more) wanted.emplace_back(message.payload.view());
    EXPECT_EQ(payloads.size(), wanted.size()) << size;
    EXPECT_TRUE(payloads == wanted) << size;
  }
}

TEST(RecordFile, CutsNothingOffAFileThatIsNoRecording) {
  for (const std::string notes : {"my notes\n", "1. buy milk\n", "2", "x"}) {
    const TempDir dir;
    test::write_file(dir / "notes", notes);
    write(dir / "notes", random_messages(1, 10, 1));
    EXPECT_TRUE(test::read_file(dir / "notes").starts_with(notes) || notes == "2") << notes;
  }
}

TEST(RecordFile, OneProcessAtATimeAppends) {
  const TempDir dir;
  auto first = std::make_unique<RecordFile>(dir / "x.gor", append, kNever);
  EXPECT_THROW(RecordFile(dir / "x.gor", append, kNever), std::system_error);
  first.reset();
  EXPECT_NO_THROW(RecordFile(dir / "x.gor", append, kNever));
}

TEST(RecordFile, BeginsAgainWhereItsFolderWasDeleted) {
  const TempDir dir;
  const auto messages = random_messages(2, 100, 1);
  RecordFile file(dir / "a/b/x.gor.gz", append, kNever);
  file.add(messages[0]);
  ASSERT_EQ(file.flush(), 0);
  std::filesystem::remove_all(dir / "a");
  file.add(messages[1]);
  ASSERT_EQ(file.flush(), 0);
  EXPECT_TRUE(test::same_bytes(content(dir / "a/b/x.gor.gz"), records_of({messages[1]})));
}

}  // namespace
}  // namespace gor
