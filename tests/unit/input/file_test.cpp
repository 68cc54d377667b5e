// SPDX-License-Identifier: Apache-2.0
#include "input/file.hpp"

#include <filesystem>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/metric_families.hpp"
#include "record/codec.hpp"
#include "support/fakes.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;
using test::TempDir;
using test::write_file;
using Clock = std::chrono::steady_clock;

std::string record(MessageType type, std::string_view id, std::int64_t time_ns) {
  std::string bytes;
  append_record(bytes, make_message(type, id, "GET / HTTP/1.1\r\n\r\n", time_ns));
  return bytes;
}
std::string request(std::string_view id, std::int64_t time_ns) {
  return record(MessageType::request, id, time_ns);
}

std::string ids(Input& input) {
  std::string all;
  while (const auto message = input.read()) all += std::string(message->id.view()) + ' ';
  return all;
}

TEST(FileInput, SortsByTimeWithinTheReadDepth) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("c", 3) + request("b", 2));
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station)), "a b c ");
  EXPECT_EQ(station.held(), 0);
}

TEST(FileInput, MergesFilesByTime) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("c", 3));
  write_file(dir / "y.gor", request("b", 2) + request("d", 4));
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "y.gor", dir / "x.gor"}}}, station)), "a b c d ");
}

TEST(FileInput, ReadsTheChunksOfAFileThatIsNotThereInOrderOfTheirIndex) {
  const TempDir dir;
  for (int i = 0; i < 12; ++i) write_file(dir / ("x_" + std::to_string(i) + ".gor"), request(std::to_string(i), 7));
  write_file(dir / "x_y.gor", request("no", 7));
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station)), "0 1 2 3 4 5 6 7 8 9 10 11 ");
}

TEST(FileInput, OpensAFileWhenItsTimeComesAndClosesItAfterItsLastRecord) {
  constexpr int kFiles = 300;
  const TempDir dir;
  for (int i = 0; i < kFiles; ++i) {
    const std::int64_t time = 1000 * i;
    write_file(dir / ("x_" + std::to_string(i) + ".gor"), request("a", time) + request("b", time + 1));
  }
  const auto open_files = [] {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
    return count;
  };
  const std::size_t before = open_files();
  StationMetrics station("input-file");
  const auto input = make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station);
  int records = 0;
  for (; input->read(); ++records) ASSERT_LE(open_files(), before + 2);
  EXPECT_EQ(records, 2 * kFiles);
}

TEST(FileInput, KeepsAResponseWithoutATimeBehindItsRequest) {
  const TempDir dir;
  write_file(dir / "x.gor",
             request("a", 1) + "2 a 1500\nHTTP/1.1 200 OK\r\n\r\n" + std::string(kRecordSeparator) + request("b", 2));
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station)), "a a b ");
}

TEST(FileInput, KeepsTheRecordedPaceAndTheSpeedAskedFor) {
  const TempDir dir;
  std::string file;
  for (int i = 0; i <= 100; ++i) file += request(std::to_string(i), i * 2'000'000);
  write_file(dir / "x.gor", file);
  StationMetrics station("input-file");
  for (const double speed : {1.0, 4.0}) {
    const auto start = Clock::now();
    ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}, .speed = speed}, station));
    // No send is early; how late is for the benchmark to say.
    EXPECT_GE(Clock::now() - start, std::chrono::duration<double>(0.2 / speed));
  }
}

TEST(FileInput, StartsOverAtTheEndUntilItIsStopped) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("b", 2));
  StationMetrics station("input-file");
  const auto input = make_file_input({.recordings = {.paths = {dir / "x.gor"}}, .loop = true}, station);
  std::string all;
  for (int i = 0; i < 7; ++i) all += std::string(input->read()->id.view()) + ' ';
  EXPECT_EQ(all, "a b a b a b a ");
  input->stop();
  while (input->read()) {
  }
  EXPECT_EQ(station.held(), 0);
}

TEST(FileInput, ALoopOverNothingEnds) {
  const TempDir dir;
  write_file(dir / "x.gor", "garbage");
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}, .loop = true}, station)), "");
}

TEST(FileInput, WaitsNoLongerThanTheLongestWait) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("b", 3'600'000'000'000) + request("c", 3'600'000'000'001));
  StationMetrics station("input-file");
  const auto start = Clock::now();
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}, .max_wait = 50ms}, station)), "a b c ");
  EXPECT_GE(Clock::now() - start, 50ms);
  EXPECT_LT(Clock::now() - start, 60s);
}

TEST(FileInput, TellsItsLagAndItsProgress) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("b", 2) + request("c", 3'000'000));
  StationMetrics station("input-file");
  const auto input = make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station);
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(dir / "x.gor"));
  EXPECT_EQ(station.gauge(metrics::kReplaySize).get(), size);
  EXPECT_EQ(station.gauge(metrics::kReplayPosition).get(), 0);
  input->read();
  std::this_thread::sleep_for(20ms);  // is what makes it late
  EXPECT_EQ(ids(*input), "b c ");
  EXPECT_GE(station.gauge(metrics::kMostReplayLag).get(), 17);
  EXPECT_EQ(station.gauge(metrics::kReplayPosition).get(), size);
}

TEST(FileInput, SaysWhenEachMessageWasToBeSentHoweverLateItIs) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1'000'000) + request("b", 3'000'000) + request("c", 4'000'000));
  StationMetrics station("input-file");
  const auto input = make_file_input({.recordings = {.paths = {dir / "x.gor"}}, .speed = 2}, station);
  const auto first = input->read()->due;
  std::this_thread::sleep_for(20ms);  // is what makes it late
  EXPECT_EQ(input->read()->due, first + 1ms);
  EXPECT_EQ(input->read()->due, first + 1500us);
}

TEST(FileInput, DoesNotWaitForATimeThatJumpsByYears) {
  constexpr std::int64_t kToday = 1'790'000'000'000'000'000;
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("b", kToday) + request("c", kToday + 1) +
                                request("d", std::numeric_limits<std::int64_t>::max()) + request("e", kToday + 2));
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}, .read_depth = 0}}, station)), "a b c d e ");
}

TEST(FileInput, AResponseLongAfterItsRequestDoesNotHoldUpTheReplay) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + record(MessageType::response, "a", 3'600'000'000'000));
  StationMetrics station("input-file");
  const auto start = Clock::now();
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station)), "a a ");
  EXPECT_LT(Clock::now() - start, 60s);
}

TEST(FileInput, StopWakesAReadThatWaits) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + request("b", 3'600'000'000'000));
  StationMetrics station("input-file");
  const auto input = make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station);
  std::thread stopper([&] { input->stop(); });
  ids(*input);
  stopper.join();
  EXPECT_EQ(station.held(), 0);
}

TEST(FileInput, CountsDamagedRecordsAndReadsTheOthers) {
  const TempDir dir;
  write_file(dir / "x.gor", request("a", 1) + "garbage" + std::string(kRecordSeparator) + request("b", 2));
  StationMetrics station("input-file");
  EXPECT_EQ(ids(*make_file_input({.recordings = {.paths = {dir / "x.gor"}}}, station)), "a b ");
  EXPECT_EQ(station.counter(metrics::kDamagedRecords).get(), 1U);
}

TEST(FileInput, NamesAFileThatCannotBeOpened) {
  StationMetrics station("input-file");
  EXPECT_EQ(test::refusal_of<StartError>(
                [&] { make_file_input({.recordings = {.paths = {"/nonexistent/x.gor"}}}, station); }),
            "--input-file: cannot read \"/nonexistent/x.gor\": No such file or directory");
}

}  // namespace
}  // namespace gor
