// SPDX-License-Identifier: Apache-2.0
#include "output/file.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include <sys/resource.h>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "record/chunks.hpp"
#include "record/codec.hpp"
#include "record/reader.hpp"
#include "support/becomes_true.hpp"
#include "support/bytes.hpp"
#include "support/fakes.hpp"
#include "support/messages.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using test::read_file;
using test::TempDir;
using test::write_file;
using Clock = std::chrono::steady_clock;
constexpr auto kNoDeadline = Clock::time_point::max();

std::string record(std::string_view id, std::string_view payload = "GET / HTTP/1.1\r\n\r\n") {
  std::string bytes;
  append_record(bytes, make_message(MessageType::request, id, payload));
  return bytes;
}

void write(Output& output, std::string_view id, std::string_view payload = "GET / HTTP/1.1\r\n\r\n") {
  Message message = make_message(MessageType::request, id, payload);
  message.can_wait = true;
  output.write(message);
}

void finish(Output& output) {
  output.close(kNoDeadline);
  output.join();
}

TEST(FileOutput, AppendsInTwoRuns) {
  const TempDir dir;
  for (const char* id : {"a", "b"}) {
    StationMetrics station("output-file");
    const auto output = make_file_output({.path = dir / "new/folder/x.gor", .append = true}, station);
    write(*output, id);
    finish(*output);
    EXPECT_EQ(station.out.total(), 1U);
    EXPECT_EQ(station.held(), 0);
  }
  EXPECT_EQ(read_file(dir / "new/folder/x.gor"), record("a") + record("b"));
}

TEST(FileOutput, EndsTheLastRecordOfAFileThatLacksItsSeparator) {
  for (const std::size_t lacking : {0U, 1U, 5U, 12U, 14U}) {
    const TempDir dir;
    const std::string whole = record("a");
    write_file(dir / "x.gor", whole.substr(0, whole.size() - lacking));
    StationMetrics station("output-file");
    const auto output = make_file_output({.path = dir / "x.gor", .append = true}, station);
    write(*output, "b");
    finish(*output);
    EXPECT_EQ(read_file(dir / "x.gor"), record("a") + record("b")) << lacking;
  }
}

TEST(FileOutput, TakesALineFeedAtTheEndForThePayloads) {
  const TempDir dir;
  write_file(dir / "x.gor", "1 a 5 7\nGET / HTTP/1.1\n\n");
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "x.gor", .append = true}, station);
  write(*output, "b");
  finish(*output);
  EXPECT_EQ(read_file(dir / "x.gor"), "1 a 5 7\nGET / HTTP/1.1\n\n" + std::string(kRecordSeparator) + record("b"));
}

TEST(FileOutput, AddsNothingToAnEmptyFile) {
  const TempDir dir;
  write_file(dir / "x.gor", "");
  StationMetrics station("output-file");
  make_file_output({.path = dir / "x.gor", .append = true}, station);  // and destroyed
  EXPECT_EQ(read_file(dir / "x.gor"), "");
}

TEST(FileOutput, WithoutAppendEachRunIsAChunkOfItsOwn) {
  const TempDir dir;
  write_file(dir / "x_7.gor", "old");
  for (const char* id : {"a", "b"}) {
    StationMetrics station("output-file");
    const auto output = make_file_output({.path = dir / "x.gor"}, station);
    write(*output, id);
    finish(*output);
  }
  EXPECT_EQ(read_file(dir / "x_7.gor"), "old");
  EXPECT_EQ(read_file(dir / "x_8.gor"), record("a"));
  EXPECT_EQ(read_file(dir / "x_9.gor"), record("b"));
}

TEST(FileOutput, RecordingsAreTheOwnersAlone) {
  const TempDir dir;
  StationMetrics station("output-file");
  make_file_output({.path = dir / "x.gor"}, station);
  make_file_output({.path = dir / "y.gor", .append = true}, station);
  for (const char* name : {"x_0.gor", "y.gor"}) {
    EXPECT_EQ(std::filesystem::status(dir / name).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
}

TEST(FileOutput, TwoThatBeginAtOnceHaveAChunkEach) {
  const TempDir dir;
  StationMetrics station("output-file");
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&] { make_file_output({.path = dir / "x.gor"}, station); });
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(std::filesystem::exists(dir / ("x_" + std::to_string(i) + ".gor"))) << i;
}

TEST(FileOutput, WritesEverythingUnderLoadInOrder) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output =
      make_file_output({.path = dir / "x.gor", .append = true, .memory = MemoryBudget::of(100'000)}, station);
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string payload(static_cast<std::size_t>(i % 1000), 'x');
    write(*output, std::to_string(i), payload);
    expected += record(std::to_string(i), payload);
  }
  finish(*output);
  EXPECT_TRUE(test::same_bytes(read_file(dir / "x.gor"), expected));
  EXPECT_EQ(station.held(), 0);
}

TEST(FileOutput, ReachesTheFileWithinTheFlushInterval) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "x.gor", .append = true, .flush_interval = 10ms}, station);
  write(*output, "a");
  EXPECT_TRUE(becomes_true([&] { return read_file(dir / "x.gor") == record("a"); }));
  EXPECT_TRUE(becomes_true([&] { return output->is_idle(); }));
  finish(*output);
}

TEST(FileOutput, ADiskThatIsFullFailsTheStationAndLeavesWholeRecords) {
  const TempDir dir;
  // A limit on the file's size stands for the full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const rlimit small{10'000, old.rlim_max};
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "x.gor", .append = true, .flush_interval = 0ms}, station);
  setrlimit(RLIMIT_FSIZE, &small);
  write(*output, "a", std::string(5000, 'x'));
  ASSERT_TRUE(becomes_true([&] { return output->is_idle(); }));
  write(*output, "b", std::string(9000, 'x'));
  ASSERT_TRUE(becomes_true([&] { return output->is_idle(); }));
  finish(*output);
  setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_TRUE(station.failure());
  EXPECT_EQ(station.failed("write").total(), 1U);
  EXPECT_EQ(station.out.total(), 1U);
  EXPECT_TRUE(test::same_bytes(read_file(dir / "x.gor"), record("a", std::string(5000, 'x'))));
}

std::vector<std::string> files_of(const TempDir& dir) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dir / ".")) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

using Names = std::vector<std::string>;

TEST(FileOutput, AFullChunkIsFollowedByAnother) {
  const TempDir dir;
  write_file(dir / "x_3.gor", "");
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "x.gor", .queue_limit = 2}, station);
  for (const char* id : {"a", "b", "c", "d"}) write(*output, id);
  finish(*output);
  EXPECT_EQ(files_of(dir), (Names{"x_3.gor", "x_4.gor", "x_5.gor"}));
  EXPECT_EQ(read_file(dir / "x_5.gor"), record("c") + record("d"));
}

TEST(FileOutput, AChunkIsFullAtItsSize) {
  const TempDir dir;
  StationMetrics station("output-file");
  const std::string payload(1000, 'x');
  const auto size = record("a", payload).size();
  const auto output = make_file_output({.path = dir / "x.gor", .size_limit = 2 * size, .queue_limit = 0}, station);
  for (const char* id : {"a", "b", "c"}) write(*output, id, payload);
  finish(*output);
  EXPECT_EQ(std::filesystem::file_size(dir / "x_0.gor"), 2 * size);
  EXPECT_EQ(std::filesystem::file_size(dir / "x_1.gor"), size);
}

TEST(FileOutput, TheSizeOfACompressedChunkIsWhatItHasInTheFile) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "x.gz", .size_limit = 2000, .queue_limit = 0}, station);
  for (int i = 0; i < 100; ++i) write(*output, std::to_string(i), std::string(3000, 'x'));
  finish(*output);
  const auto names = files_of(dir);
  EXPECT_GT(names.size(), 2U);
  EXPECT_LT(names.size(), 20U);  // 300,000 bytes
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    EXPECT_GE(std::filesystem::file_size(dir / names[i]), 2000U);
    EXPECT_LE(std::filesystem::file_size(dir / names[i]), 2200U);
  }
}

// Whatever the limits are: all records, in order, over as many files as it takes.
TEST(FileOutput, ReadsBackAsItWasWrittenUnderRandomLimits) {
  std::mt19937 random(1);
  for (unsigned round = 0; round < 24; ++round) {
    const TempDir dir;
    const std::string name = dir / (std::string("x") + std::array{".gor", ".gz", ".zst"}[round % 3]);
    const auto messages = test::random_messages(200, 50'000, round);
    for (std::size_t run = 0; run < 2; ++run) {
      StationMetrics station("output-file");
      const auto output = make_file_output({.path = name,
                                            .append = round % 4 == 0,
                                            .flush_interval = std::chrono::milliseconds(random() % 3),
                                            .size_limit = 1 + random() % 100'000,
                                            .queue_limit = static_cast<std::int64_t>(random() % 20)},
                                           station);
      for (std::size_t i = run * 100; i < (run + 1) * 100; ++i) output->write(messages[i]);
      finish(*output);
      EXPECT_EQ(station.out.total(), 100U);
    }
    std::vector<Message> back;
    auto files = chunks_of(name);
    if (files.empty()) files.emplace(0, name);
    for (const auto& [index, path] : files) {
      RecordReader reader(path, 64 << 20, [&](std::uint64_t, std::string_view why) { ADD_FAILURE() << why; });
      while (auto message = reader.next()) back.push_back(std::move(*message));
    }
    EXPECT_TRUE(test::same_bytes(test::records_of(back), test::records_of(messages))) << round;
  }
}

TEST(FileOutput, WithAppendThereAreNoChunks) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output =
      make_file_output({.path = dir / "x.gor", .append = true, .size_limit = 10, .queue_limit = 1}, station);
  for (const char* id : {"a", "b", "c"}) write(*output, id);
  finish(*output);
  EXPECT_EQ(files_of(dir), Names{"x.gor"});
  EXPECT_EQ(station.out.total(), 3U);
}

TEST(FileOutput, EachMessageHasAFileOfItsOwnWhereItsIdIsInTheName) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "%r-%t.gor"}, station);
  for (const char* id : {"a", "b", "a"}) write(*output, id);
  output->write(make_message(MessageType::response, "a", "HTTP/1.1 200 OK\r\n\r\n"));
  finish(*output);
  EXPECT_EQ(files_of(dir), (Names{"a-1_0.gor", "a-1_1.gor", "a-2_0.gor", "b-1_0.gor"}));
  EXPECT_EQ(read_file(dir / "b-1_0.gor"), record("b"));
  EXPECT_EQ(station.out.total(), 4U);
}

TEST(FileOutput, RecordsTypesApart) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "%i-%t.gor", .instance = "me", .queue_limit = 2}, station);
  for (const char* id : {"a", "b", "c"}) {
    write(*output, id);
    output->write(make_message(MessageType::response, id, "HTTP/1.1 200 OK\r\n\r\n"));
  }
  finish(*output);
  EXPECT_EQ(files_of(dir), (Names{"me-1_0.gor", "me-1_1.gor", "me-2_0.gor", "me-2_1.gor"}));
  EXPECT_EQ(read_file(dir / "me-1_0.gor"), record("a") + record("b"));
}

TEST(FileOutput, AnotherTimeInTheNameIsAnotherFile) {
  const TempDir dir;
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "%H%M%S.gor", .append = true}, station);
  std::string wanted;
  EXPECT_TRUE(becomes_true([&] {
    write(*output, "a");
    wanted += record("a");
    return files_of(dir).size() >= 3;
  }));
  finish(*output);
  std::string all;
  for (const std::string& name : files_of(dir)) all += read_file(dir / name);
  EXPECT_TRUE(test::same_bytes(all, wanted));
}

TEST(FileOutput, EndsAtTheLimitOfAllTogetherAndSaysSoOnce) {
  const TempDir dir;
  StationMetrics station("output-file");
  std::atomic<int> told = 0;
  const auto size = record("a").size();
  const auto output = make_file_output(
      {.path = dir / "x.gor", .queue_limit = 1, .max_size_limit = 2 * size, .on_size_limit = [&] { ++told; }}, station);
  for (const char* id : {"a", "b", "c", "d"}) write(*output, id);
  finish(*output);
  EXPECT_EQ(files_of(dir), (Names{"x_0.gor", "x_1.gor"}));
  EXPECT_EQ(told, 1);
  EXPECT_EQ(station.dropped("size limit").total(), 2U);
  EXPECT_FALSE(station.failure());
}

TEST(FileOutput, GoesOnWhereAFolderCanBeWrittenAgain) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "folder");
  StationMetrics station("output-file");
  const auto output = make_file_output({.path = dir / "folder/x.gor", .queue_limit = 1}, station);
  write(*output, "a");
  ASSERT_TRUE(becomes_true([&] { return station.held() == 0; }));
  // A file in place of the folder stands for one that cannot be written: root may write everywhere.
  std::filesystem::remove_all(dir / "folder");
  write_file(dir / "folder", "");
  write(*output, "b");
  EXPECT_TRUE(becomes_true([&] { return station.failed("write").total() == 1; }));
  std::filesystem::remove(dir / "folder");
  std::uint64_t sent = 2;
  EXPECT_TRUE(becomes_true([&] {
    write(*output, std::to_string(++sent));
    return station.out.total() > 1;
  }));
  finish(*output);
  EXPECT_TRUE(station.failure());
  EXPECT_EQ(station.out.total() + station.failed("write").total(), sent);
}

TEST(FileOutput, NamesAFileThatCannotBeWritten) {
  StationMetrics station("output-file");
  EXPECT_THROW(make_file_output({.path = "/proc/nonexistent/x.gor"}, station), StartError);
}

}  // namespace
}  // namespace gor
