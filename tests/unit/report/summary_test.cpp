// SPDX-License-Identifier: Apache-2.0
#include "report/summary.hpp"

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "report/losses.hpp"
#include "support/numbers.hpp"

namespace gor::report {
namespace {

using namespace std::chrono_literals;

TEST(Summary, BeginsEachRowWithNameAndCount) {
  Ledger ledger;
  StationMetrics& input = ledger.station("input-raw :80");
  input.born.add(MessageType::request, 1234567);
  input.out.add(MessageType::request, 1234567);
  StationMetrics& output = ledger.station("output-null");
  output.in.add(MessageType::request, 1234567);
  output.dropped("queue full").add(MessageType::request, 7);
  const std::string table = summary(ledger);
  EXPECT_NE(table.find("input-raw :80    1234567  out 1234567\n"), std::string::npos) << table;
  EXPECT_NE(table.find("\noutput-null      1234567"), std::string::npos) << table;
  EXPECT_NE(table.find("dropped 7 (queue full)"), std::string::npos) << table;
  EXPECT_NE(table.find("held 1234560"), std::string::npos) << table;
}

TEST(Summary, ShowsTheSumOfAFamilyAndTheNumbersOfAQualifier) {
  static constexpr MetricFamily kThings{"things_total", "things", "Things."};
  static constexpr MetricFamily kDelay{"delay_seconds", "ms late", "The delay.", "", 1e-3};
  static constexpr MetricFamily kHidden{"hidden", "", "Not shown."};
  Ledger ledger;
  StationMetrics& station = ledger.station("input-x");
  station.counter(kThings, {{"colour", "white"}}).add(5);
  station.counter(kThings, {{"colour", "red"}}, "that are red").add(2);
  station.counter(kThings, {{"colour", "blue"}}, "that are blue");
  station.gauge(kDelay).set(17);
  station.gauge(kHidden).set(1);
  station.counter(kHidden).add(1);
  EXPECT_TRUE(summary(ledger).ends_with("out 0  things: 7  things that are red: 2  ms late: 17\n")) << summary(ledger);
  EXPECT_EQ(test::number_of(station, "things"), 7U);
}

TEST(Summary, ShowsPercentilesOfAnsweredRequests) {
  Ledger ledger;
  StationMetrics& station = ledger.station("output-http http://h");
  EXPECT_EQ(summary(ledger).find("p50"), std::string::npos);
  Histogram& answered = station.histogram(metrics::kRequestDuration, {{"http_response_status_code", "200"}});
  for (int i = 0; i < 98; ++i) answered.add(1200us);
  for (int i = 0; i < 2; ++i) answered.add(90ms);
  station.histogram(metrics::kRequestDuration, {{"error_type", "timeout"}}).add(5s);
  EXPECT_NE(summary(ledger).find("  p50 1.2 ms  p99 90 ms"), std::string::npos) << summary(ledger);
}

TEST(Losses, AreTheReasonsThatHaveGrown) {
  Ledger ledger;
  MessageCounter& full = ledger.station("output-x").dropped("queue full");
  Losses losses(ledger);
  EXPECT_TRUE(losses.take_new().empty());
  full.add(MessageType::request, 2);
  ASSERT_EQ(losses.take_new().size(), 1U);
  EXPECT_TRUE(losses.take_new().empty());
  full.add(MessageType::request);
  EXPECT_EQ(losses.take_new().at(0), "output-x: dropped queue full (3 in all)");
}

}  // namespace
}  // namespace gor::report
