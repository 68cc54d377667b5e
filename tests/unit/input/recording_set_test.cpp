// SPDX-License-Identifier: Apache-2.0
#include "input/recording_set.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/compression.hpp"
#include "base/error.hpp"
#include "record/codec.hpp"
#include "support/fakes.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using test::make_message;
using test::TempDir;
using test::write_file;

std::string request(std::string_view id, std::int64_t time_ns) {
  std::string bytes;
  append_record(bytes, make_message(MessageType::request, id, "GET / HTTP/1.1\r\n\r\n", time_ns));
  return bytes;
}

std::string ids(RecordingSet& set) {
  std::string all;
  Message message;
  while (set.next(message)) all += std::string(message.id.view()) + ' ';
  return all;
}

std::string ids(const std::vector<std::string>& paths) {
  StationMetrics station("input-file");
  RecordingSet set({.paths = paths}, station);
  return ids(set);
}

TEST(FilesOf, APatternNamesFilesAndNoFolders) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "x3.gor");
  for (const char* name : {"x1.gor", "x2.gor", "y.gor", "[x].gor"}) write_file(dir / name, "");
  EXPECT_EQ(files_of({dir / "x*.gor"}), (std::vector{dir / "x1.gor", dir / "x2.gor"}));
  EXPECT_EQ(files_of({dir / "[x].gor"}), std::vector{dir / "[x].gor"}) << "a file of that name";
  EXPECT_EQ(files_of({"-"}), std::vector<std::string>{"-"});
  EXPECT_EQ(test::refusal_of<StartError>([&] { files_of({dir / "z*.gor"}); }),
            "--input-file: no file matches \"" + (dir / "z*.gor") + '"');
}

TEST(RecordingSet, MergesCompressedFilesByTimeWhateverTheyAreCalled) {
  const TempDir dir;
  const auto compressed = [](Compression kind, const std::string& bytes) {
    return std::string(make_compressor(kind)->compress(bytes));
  };
  write_file(dir / "a.gor", compressed(Compression::gzip, request("1", 1) + request("4", 4)));
  write_file(dir / "b.gor", compressed(Compression::zstd, request("2", 2) + request("6", 6)));
  write_file(dir / "c.gor", request("3", 3) + request("5", 5));
  EXPECT_EQ(ids({dir / "*.gor"}), "1 2 3 4 5 6 ");
}

TEST(RecordingSet, OfTheSameTimeTheFileThatWasNamedFirstComesFirst) {
  const TempDir dir;
  write_file(dir / "a.gor", request("a1", 1) + request("a2", 2));
  write_file(dir / "b.gor", request("b1", 1) + request("b2", 2));
  EXPECT_EQ(ids({dir / "a.gor", dir / "b.gor"}), "a1 b1 a2 b2 ");
  EXPECT_EQ(ids({dir / "b.gor", dir / "a.gor"}), "b1 a1 b2 a2 ");
}

TEST(RecordingSet, MergesManyThatOverlap) {
  const TempDir dir;
  std::vector<std::string> paths;
  std::string wanted;
  for (int file = 0; file < 50; ++file) {
    std::string bytes;
    for (int i = 0; i < 20; ++i) bytes += request(std::to_string(i * 50 + file), i * 50 + file);
    paths.push_back(dir / std::to_string(file));
    write_file(paths.back(), bytes);
  }
  for (int i = 0; i < 1000; ++i) wanted += std::to_string(i) + ' ';
  EXPECT_EQ(ids(paths), wanted);
}

TEST(RecordingSet, TellsHowFarItHasComeAndCanBeginAnew) {
  const TempDir dir;
  const std::string first = request("1", 1) + request("2", 2);
  const std::string second = request("9", 9) + request("8", 8);
  write_file(dir / "a", first);
  write_file(dir / "b", second);
  StationMetrics station("input-file");
  RecordingSet set({.paths = {dir / "a", dir / "b"}}, station);
  EXPECT_EQ(set.files(), 2U);
  EXPECT_EQ(set.size(), first.size() + second.size());
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(set.position(), 0U);
    EXPECT_EQ(ids(set), "1 2 8 9 ");
    EXPECT_EQ(set.position(), set.size());
    EXPECT_EQ(set.out_of_order(), 1U);
    set.rewind();
  }
}

TEST(RecordingSet, AFileThatVanishesFailsTheStationAndTheOthersGoOn) {
  const TempDir dir;
  write_file(dir / "a", request("1", 1));
  write_file(dir / "b", request("2", 2));
  write_file(dir / "c", request("3", 3));
  StationMetrics station("input-file");
  RecordingSet set({.paths = {dir / "a", dir / "b", dir / "c"}}, station);
  std::filesystem::remove(dir / "b");
  EXPECT_EQ(ids(set), "1 3 ");
  EXPECT_TRUE(station.failure());
}

TEST(RecordingSet, AnEmptyFileOrOneOfGarbageHoldsNothingUp) {
  const TempDir dir;
  write_file(dir / "a", "");
  write_file(dir / "b", "garbage");
  write_file(dir / "c", request("3", 3));
  EXPECT_EQ(ids({dir / "a", dir / "b", dir / "c"}), "3 ");
}

}  // namespace
}  // namespace gor
