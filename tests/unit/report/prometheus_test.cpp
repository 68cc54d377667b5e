// SPDX-License-Identifier: Apache-2.0
#include "report/prometheus.hpp"

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "report/health.hpp"

namespace gor::report {
namespace {

using namespace std::chrono_literals;
using testing::Test;

class PrometheusTest : public Test {
 protected:
  bool has(std::string_view text, PrometheusForm form = PrometheusForm::text) const {
    const std::string all = '\n' + prometheus(source_, form);
    return all.find('\n' + std::string(text) + '\n') != all.npos;
  }

  Ledger ledger_;
  MemoryBudget memory_{1000};
  Source source_{.ledger = ledger_, .memory = memory_, .version = "1.2.3"};
  StationMetrics& station_ = ledger_.station({"output-http", "http://h", 2});
};

TEST_F(PrometheusTest, CountsMessagesByTypeFateAndReason) {
  station_.in.add(MessageType::request, 7);
  station_.failed("time\"out\\\n").add(MessageType::request, 3);
  const std::string labels = R"(station="output-http",address="http://h",number="2",type="request")";
  EXPECT_TRUE(has("# TYPE gor_messages_total counter"));
  EXPECT_TRUE(has("gor_messages_total{" + labels + R"(,fate="in"} 7)"));
  EXPECT_TRUE(has("gor_messages_total{" + labels + R"(,fate="failed",reason="time\"out\\\n"} 3)"));
  EXPECT_TRUE(has("# TYPE gor_messages counter", PrometheusForm::openmetrics));
  EXPECT_TRUE(has("gor_messages_total{" + labels + R"(,fate="in"} 7)", PrometheusForm::openmetrics));
}

TEST_F(PrometheusTest, KeepsTheLinesOfAFamilyTogether) {
  station_.counter(metrics::kConnections).add(2);
  ledger_.station("input-http").counter(metrics::kConnections).add(5);
  const std::string text = prometheus(source_, PrometheusForm::text);
  const auto first = text.find("\ngor_connections_total");
  ASSERT_NE(first, text.npos);
  EXPECT_TRUE(text.substr(first).starts_with(
      "\ngor_connections_total{station=\"output-http\",address=\"http://h\",number=\"2\"} 2"
      "\ngor_connections_total{station=\"input-http\",address=\"\",number=\"0\"} 5\n"))
      << text;
}

TEST_F(PrometheusTest, GivesGaugesTheirUnitAndHistogramsTheirBuckets) {
  station_.gauge(metrics::kReplayLag).set(1'500'000'000);
  Histogram& durations = station_.histogram(metrics::kRequestDuration, {{"http_response_status_code", "200"}});
  for (const auto duration : {1ms, 30ms, 30ms, 20000ms}) durations.add(duration);
  const std::string of_station = R"(station="output-http",address="http://h",number="2")";
  const std::string labels = of_station + R"(,http_response_status_code="200")";
  EXPECT_TRUE(has("gor_replay_lag_seconds{" + of_station + "} 1.5"));
  EXPECT_TRUE(has("http_client_request_duration_seconds_bucket{" + labels + R"(,le="0.005"} 1)"));
  EXPECT_TRUE(has("http_client_request_duration_seconds_bucket{" + labels + R"(,le="0.05"} 3)"));
  EXPECT_TRUE(has("http_client_request_duration_seconds_bucket{" + labels + R"(,le="10"} 3)"));
  EXPECT_TRUE(
      has("http_client_request_duration_seconds_bucket{" + labels + R"(,le="10.0"} 3)", PrometheusForm::openmetrics));
  EXPECT_TRUE(has("http_client_request_duration_seconds_bucket{" + labels + R"(,le="+Inf"} 4)"));
  EXPECT_TRUE(has("http_client_request_duration_seconds_count{" + labels + "} 4"));
  EXPECT_TRUE(has("http_client_request_duration_seconds_sum{" + labels + "} 20.061"));
}

TEST_F(PrometheusTest, ShowsMemoryByHolderTheProcessAndTheVersion) {
  const std::shared_ptr<MemoryBudget> budget(std::shared_ptr<void>(), &memory_);
  MemoryShare one(budget, "queues");
  MemoryShare other(budget, "queues");
  one.add(100);
  other.add(50);
  EXPECT_TRUE(has(R"(gor_memory_bytes{holder="queues"} 150)"));
  EXPECT_TRUE(has("gor_memory_limit_bytes 1000"));
  EXPECT_TRUE(has(R"(gor_build_info{version="1.2.3"} 1)"));
  EXPECT_TRUE(has("# TYPE process_cpu_seconds_total counter"));
  EXPECT_TRUE(prometheus(source_, PrometheusForm::openmetrics).ends_with("\n# EOF\n"));
}

TEST(PrometheusForm, IsWhatTheClientAccepts) {
  EXPECT_EQ(form_for(""), PrometheusForm::text);
  EXPECT_EQ(form_for("text/plain;version=0.0.4;q=0.5,*/*;q=0.1"), PrometheusForm::text);
  EXPECT_EQ(form_for("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"), PrometheusForm::openmetrics);
}

class HealthTest : public PrometheusTest {
 protected:
  std::string trouble(std::chrono::seconds now = 1'000'000'000s) const { return trouble_of(source_, Timestamp(now)); }
};

TEST_F(HealthTest, IsGoodUntilAnOutputHasBeenDownForTenSeconds) {
  Gauge& since = station_.gauge(metrics::kDownSince);
  EXPECT_EQ(trouble(), "");
  since.set(1'000'000'000);
  EXPECT_EQ(trouble(1'000'000'009s), "");
  EXPECT_EQ(trouble(1'000'000'011s), "output-http http://h: down for 11 s");
  since.set(0);
  EXPECT_EQ(trouble(), "");
}

TEST_F(HealthTest, IsBadWhenAStationHasFailedAndAtTheEnd) {
  station_.fail("no space");
  EXPECT_EQ(trouble(), "output-http http://h: failed: no space");
  source_.state = RunState::draining;
  EXPECT_EQ(trouble(), "draining");
}

}  // namespace
}  // namespace gor::report
