// SPDX-License-Identifier: Apache-2.0
#include "app/build.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/loop_check.hpp"
#include "app/run.hpp"
#include "base/error.hpp"
#include "base/stop_signal.hpp"
#include "cli/parse.hpp"
#include "report/summary.hpp"
#include "support/refusal.hpp"

namespace gor::app {
namespace {

using namespace std::chrono_literals;

class BuildTest : public testing::Test {
 protected:
  BuildTest() { std::filesystem::create_directories(folder_); }
  ~BuildTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<Pipeline> build_line(const std::vector<std::string>& words) {
    endpoint::Catalog catalog;
    const cli::CommandLine line = cli::parse_command_line({words.begin(), words.end()}, catalog.flags(), {});
    static const SignalRequests kNoRequests;
    return build(
        line.settings, catalog, [] {}, kNoRequests);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// A recording of requests with these targets, all of one moment.
  std::string recording(const std::vector<std::string>& targets) {
    const std::string name = path("in.gor");
    std::ofstream file(name);
    int number = 0;
    for (const auto& target : targets) {
      file << "1 " << std::hex << 0xa000 + number++ << " 1700000000000000000 0\nGET " << target
           << " HTTP/1.1\r\nHost: x\r\n\r\n\n🐵🙈🙉\n";
    }
    return name;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("gor_build_" + std::to_string(getpid()));
};

std::vector<std::string> names(const Ledger& ledger) {
  std::vector<std::string> result;
  for (const StationMetrics& station : ledger.stations()) result.push_back(station.text());
  return result;
}

TEST_F(BuildTest, OrdersTheStationsAsTheTrafficGoes) {
  const auto pipeline =
      build_line({"--input-dummy", "x|5", "--output-null", "--output-file", path("out.gor") + "|10%"});
  EXPECT_EQ(names(pipeline->ledger), (std::vector<std::string>{"input-dummy x", "limit input-dummy x|5", "split",
                                                               "limit output-file " + path("out.gor") + "|10%",
                                                               "output-file " + path("out.gor"), "output-null"}));
}

TEST_F(BuildTest, NeedsNoSplitForOneOutput) {
  const auto pipeline = build_line({"--input-dummy", "x", "--output-null"});
  EXPECT_EQ(names(pipeline->ledger), (std::vector<std::string>{"input-dummy x", "output-null"}));
}

TEST_F(BuildTest, TakesThePercentOfARecordingForItsSpeed) {
  const auto pipeline = build_line({"--input-file", recording({"/"}) + "|200%", "--output-null"});
  EXPECT_EQ(names(pipeline->ledger), (std::vector<std::string>{"input-file " + path("in.gor"), "output-null"}));
}

TEST_F(BuildTest, ChecksEveryValueBeforeItOpensAnything) {
  const std::string out = path("never.gor");
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--output-http", "ftp://a"}, {"--input-raw", "80"}, {"--input-file", out + "|0%"}}) {
    std::vector<std::string> words{"--input-dummy", "x", "--output-file", out, "--output-file-append"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    const std::string error = test::refusal_of<UsageError>([&] { build_line(words); });
    EXPECT_NE(error.find(wrong[0]), std::string::npos) << wrong[1] << ": " << error;
    EXPECT_FALSE(std::filesystem::exists(out));
  }
}

TEST_F(BuildTest, TakesAPatternThatIsAFilesNameForThatFile) {
  std::filesystem::rename(recording({"/"}), path("[x].gor"));
  EXPECT_NO_THROW(build_line({"--input-file", path("[x].gor"), "--output-null"}));
}

TEST_F(BuildTest, LeavesNoFileBehindWhenAnInputCannotStart) {
  const std::string out = path("never.gor");
  EXPECT_THROW(build_line({"--input-file", path("missing.gor"), "--output-file", out, "--output-file-append"}),
               StartError);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(BuildTest, ARecordingGoesThroughAndTheSumsAgree) {
  const std::string out = path("out.gor");
  const auto pipeline = build_line(
      {"--input-file", recording({"/a", "/b", "/c"}), "--output-null", "--output-file", out, "--output-file-append"});
  StopSignal stop;
  report::Source source{.ledger = pipeline->ledger, .memory = *pipeline->memory};
  Watch watch(source, {});
  run(*pipeline, {}, stop, watch);
  for (const StationMetrics& station : pipeline->ledger.stations()) EXPECT_EQ(station.held(), 0) << station.text();
  EXPECT_EQ(pipeline->ledger.stations().back().out.total(), 3u) << report::summary(pipeline->ledger);
  EXPECT_FALSE(pipeline->ledger.any_failed());
  std::ifstream in_file(path("in.gor"));
  std::ifstream out_file(out);
  const std::string in_text(std::istreambuf_iterator<char>(in_file), {});
  const std::string out_text(std::istreambuf_iterator<char>(out_file), {});
  EXPECT_EQ(in_text, out_text);
}

TEST(LoopCheck, WarnsOfATargetThatIsCaptured) {
  const capture::CaptureAddress everywhere{"", "", {8080}};
  const capture::CaptureAddress file{"dump.pcap", "", {8080}, capture::Engine::pcap_file};
  const capture::CaptureAddress mirrored{"", "", {8080}, capture::Engine::vxlan};
  const auto target = [](const char* text) { return std::vector{net::parse_url(text)}; };
  EXPECT_EQ(replay_loops({everywhere}, "output-http", target("http://127.0.0.1:8080")).size(), 1u);
  EXPECT_EQ(replay_loops({everywhere}, "output-http", target("http://localhost:8080")).size(), 1u);
  EXPECT_TRUE(replay_loops({everywhere}, "output-http", target("http://127.0.0.1:8081")).empty());
  EXPECT_TRUE(replay_loops({everywhere}, "output-http", target("http://192.0.2.200:8080")).empty());
  EXPECT_TRUE(replay_loops({mirrored}, "output-http", target("http://127.0.0.1:8080")).empty());
  EXPECT_TRUE(replay_loops({file}, "output-http", target("http://127.0.0.1:8080")).empty());
}

}  // namespace
}  // namespace gor::app
