// SPDX-License-Identifier: Apache-2.0
#include "report/stats_json.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"
#include "report/stats_file.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace gor::report {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using test::read_file;
using test::TempDir;
using test::write_file;

constexpr MetricFamily kThings{"gor_things_total", "things", "Things."};
constexpr MetricFamily kDelay{"gor_delay_seconds", "", "The delay.", "", 1e-3};
constexpr MetricFamily kDuration{"gor_duration_seconds", "", "Durations."};

class StatsJsonTest : public testing::Test {
 protected:
  json::value stats() const { return json::parse(stats_json(source_, Timestamp(1'000'000'000s))); }

  Ledger ledger_;
  MemoryBudget memory_{1000};
  Source source_{.ledger = ledger_, .memory = memory_, .version = "1.2.3", .started = Timestamp(999'999'990s)};
};

TEST_F(StatsJsonTest, HasTheCountsOfEachStation) {
  StationMetrics& station = ledger_.station({"output-http", "http://h", 2});
  station.in.add(MessageType::request, 5);
  station.out.add(MessageType::request, 3);
  station.failed("timeout").add(MessageType::request);
  station.ignored("type").add(MessageType::response);
  const json::value parsed = stats();
  const json::object& row = parsed.at("stations").at(0).as_object();
  EXPECT_EQ(row.at("name"), "output-http http://h");
  EXPECT_EQ(row.at("station"), "output-http");
  EXPECT_EQ(row.at("address"), "http://h");
  EXPECT_EQ(row.at("number"), 2);
  EXPECT_EQ(row.at("in").at("requests"), 5);
  EXPECT_EQ(row.at("out").at("requests"), 3);
  EXPECT_EQ(row.at("failed").at(0).at("reason"), "timeout");
  EXPECT_EQ(row.at("failed").at(0).at("requests"), 1);
  EXPECT_EQ(row.at("ignored").at(0).at("responses"), 1);
  EXPECT_TRUE(row.at("dropped").as_array().empty());
  EXPECT_EQ(row.at("held"), 0);
  EXPECT_TRUE(row.at("failure").is_null());
  station.fail("no space");
  EXPECT_EQ(stats().at("stations").at(0).at("failure"), "no space");
}

TEST_F(StatsJsonTest, HasMetricsWithLabelsAndUnitsAndPercentiles) {
  StationMetrics& station = ledger_.station("input-x");
  station.counter(kThings, {{"colour", "red"}}).add(2);
  station.gauge(kDelay).set(1500);
  Histogram& durations = station.histogram(kDuration, {{"status", "200"}});
  for (int i = 1; i <= 100; ++i) durations.add(i * 10ms);
  const json::value parsed = stats();
  const json::object& row = parsed.at("stations").at(0).as_object();
  EXPECT_EQ(json::serialize(row.at("metrics")), R"([{"name":"gor_things_total","labels":{"colour":"red"},"value":2},)"
                                                R"({"name":"gor_delay_seconds","labels":{},"value":1.5E0}])");
  const json::value& latency = row.at("latencies").at(0);
  EXPECT_EQ(latency.at("labels").at("status"), "200");
  EXPECT_EQ(latency.at("count"), 100);
  EXPECT_NEAR(latency.at("sum").as_double(), 50.5, 1e-6);
  EXPECT_NEAR(latency.at("p50").as_double(), 0.5, 0.005);
  EXPECT_NEAR(latency.at("p99").as_double(), 0.99, 0.01);
  EXPECT_NEAR(latency.at("max").as_double(), 1, 1e-6);
}

TEST_F(StatsJsonTest, IsUtf8WhateverTheNamesAre) {
  StationMetrics& station = ledger_.station({"input-file", "/tmp/\xff\"\n.gor"});
  station.dropped("rule \xc3").add(MessageType::request);
  const json::value parsed = stats();
  EXPECT_EQ(parsed.at("stations").at(0).at("address"), "/tmp/\uFFFD\"\n.gor");
  EXPECT_EQ(parsed.at("stations").at(0).at("dropped").at(0).at("reason"), "rule \uFFFD");
}

TEST_F(StatsJsonTest, HasTheStateOfTheRunAndItsMemory) {
  MemoryShare share(std::shared_ptr<MemoryBudget>(std::shared_ptr<void>(), &memory_), "queues");
  share.add(300);
  source_.state = RunState::draining;
  const json::value parsed = stats();
  EXPECT_EQ(parsed.at("version"), kStatsVersion);
  EXPECT_EQ(parsed.at("gor"), "1.2.3");
  EXPECT_EQ(parsed.at("time"), "2001-09-09T01:46:40Z");
  EXPECT_EQ(parsed.at("started"), "2001-09-09T01:46:30Z");
  EXPECT_EQ(parsed.at("state"), "draining");
  EXPECT_EQ(parsed.at("memory").at("limit_bytes"), 1000);
  EXPECT_EQ(parsed.at("memory").at("holders").at("queues"), 300);
  EXPECT_GT(parsed.at("memory").at("resident_bytes").as_int64(), 100'000);
}

TEST_F(StatsJsonTest, AStatsFileIsReplacedCompletely) {
  const TempDir dir;
  const std::string path = dir / "stats.json";
  std::filesystem::create_symlink("stats.json", dir / "link");
  StatsFile file(dir / "link", source_);
  EXPECT_EQ(json::parse(read_file(path)).at("state"), "running");
  ledger_.station("input-x").in.add(MessageType::request);
  source_.state = RunState::ended;
  file.write();
  EXPECT_EQ(json::parse(read_file(path)).at("state"), "ended");
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "link"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir / ".")) files += entry.is_symlink() ? 0 : 1;
  EXPECT_EQ(files, 1U) << "no temporary file is left";
  StatsFile again(path, source_);
}

TEST_F(StatsJsonTest, AStatsFileReplacesNothingElse) {
  const TempDir dir;
  write_file(dir / "traffic.gor", "1 a 1 1\nGET / HTTP/1.1\r\n\r\n");
  for (const std::string& path : {dir / "traffic.gor", dir / ".", dir / "missing/x", std::string("/dev/null")}) {
    const std::string error = test::refusal_of<StartError>([&] { const StatsFile file(path, source_); });
    EXPECT_TRUE(error.starts_with("--stats-json: cannot write '" + path + "': ")) << error;
  }
  EXPECT_TRUE(read_file(dir / "traffic.gor").starts_with("1 a"));
}

TEST_F(StatsJsonTest, AStatsFileIsNotWrittenThroughALinkInPlaceOfItsTemporaryFile) {
  const TempDir dir;
  write_file(dir / "victim", "precious");
  const std::string path = dir / "stats.json";
  std::filesystem::create_symlink(dir / "victim", fmt::format("{}.{}.tmp", path, getpid()));
  const StatsFile file(path, source_);
  EXPECT_EQ(json::parse(read_file(path)).at("state"), "running");
  EXPECT_EQ(read_file(dir / "victim"), "precious");
}

}  // namespace
}  // namespace gor::report
