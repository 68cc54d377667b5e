// SPDX-License-Identifier: Apache-2.0
#include "output/http/latencies.hpp"

#include <map>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using net::Outcome;

class LatenciesTest : public testing::Test {
 protected:
  void note(std::string_view method, int status, Outcome outcome = Outcome::answered) {
    const std::chrono::steady_clock::time_point start{1h};
    latencies_.note({method, "/users/17", outcome, status, start, start + 3s, start + 5s});
  }
  /// The counts of a family, by "label=value ..." without the target.
  std::map<std::string, std::uint64_t> counts(const MetricFamily& family) const {
    std::map<std::string, std::uint64_t> counts;
    station_.for_each_histogram([&](const Series<Histogram>& series) {
      if (series.family != &family) return;
      std::string labels;
      for (const auto& [name, value] : series.labels) {
        if (!name.starts_with("server_")) labels += (labels.empty() ? "" : " ") + name + "=" + value;
      }
      Distribution distribution;
      distribution.add(series.number);
      counts[labels] += distribution.count();
    });
    return counts;
  }

  StationMetrics station_{"output-http"};
  HttpLatencies latencies_{station_, net::parse_url("http://host:8080")};
};

TEST_F(LatenciesTest, AreKeptByMethodStatusAndErrorAndByClassOfStatus) {
  note("GET", 200);
  note("GET", 200);
  note("POST", 404);
  note("BREW", 200);
  note("GET", 0, Outcome::timeout);
  EXPECT_EQ(counts(metrics::kRequestDuration),
            (std::map<std::string, std::uint64_t>{
                {"http_request_method=GET http_response_status_code=200", 2},
                {"http_request_method=POST http_response_status_code=404 error_type=404", 1},
                {"http_request_method=_OTHER http_response_status_code=200", 1},
                {"http_request_method=GET error_type=timeout", 1}}));
  EXPECT_EQ(counts(metrics::kRouteDuration),
            (std::map<std::string, std::uint64_t>{
                {"route=GET /users/{}", 3}, {"route=POST /users/{}", 1}, {"route=_OTHER /users/{}", 1}}));
  EXPECT_EQ(station_.counter(metrics::kRouteFailures, {{"route", "GET /users/{}"}}).get(), 1U);
  EXPECT_EQ(counts(metrics::kReplayDelay),
            (std::map<std::string, std::uint64_t>{
                {"status_class=2xx", 3}, {"status_class=4xx", 1}, {"status_class=error", 1}}));
}

TEST_F(LatenciesTest, BeginWithTheSendOrWithTheIntendedSend) {
  note("GET", 200);
  station_.for_each_histogram([](const Series<Histogram>& series) {
    Distribution distribution;
    distribution.add(series.number);
    EXPECT_EQ(distribution.max(), series.family == &metrics::kReplayDelay ? 5s : 2s);
  });
}

TEST_F(LatenciesTest, AreBoundedWhateverTheServerAnswers) {
  for (int status = 100; status < 1000; ++status) note("GET", status);
  EXPECT_EQ(counts(metrics::kRequestDuration).size(), 65U);
  EXPECT_EQ(counts(metrics::kRequestDuration)["http_request_method=_OTHER http_response_status_code=_OTHER"], 836U);
  EXPECT_EQ(counts(metrics::kReplayDelay).size(), 6U);
}

}  // namespace
}  // namespace gor
