// SPDX-License-Identifier: Apache-2.0
#include "gor/ledger.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

TEST(StationMetrics, HoldsWhatHasNotGoneAnywhere) {
  StationMetrics station("output-x");
  station.in.add(MessageType::request, 5);
  station.born.add(MessageType::response, 2);
  station.out.add(MessageType::request, 3);
  station.dropped("queue full").add(MessageType::request);
  EXPECT_EQ(station.held(), 3);
  station.ignored("type").add(MessageType::response, 2);
  station.failed("connect").add(MessageType::request);
  EXPECT_EQ(station.held(), 0);
}

TEST(StationMetrics, FindsANumberByItsFamilyAndLabels) {
  static constexpr MetricFamily kThings{"things_total", "things", "Things."};
  StationMetrics station("input-x");
  Counter& plain = station.counter(kThings);
  Counter& red = station.counter(kThings, {{"colour", "red"}}, "that are red");
  EXPECT_NE(&plain, &red);
  EXPECT_EQ(&station.counter(kThings), &plain);
  EXPECT_EQ(&station.counter(kThings, {{"colour", "red"}}), &red);
  EXPECT_EQ(&station.gauge(kThings), &station.gauge(kThings));
}

TEST(StationName, IsOneLineOfLimitedLength) {
  EXPECT_EQ(StationName("output-http", "http://host", 2).text(), "output-http http://host");
  EXPECT_EQ(StationName("split").text(), "split");
  EXPECT_EQ(StationName("middleware", "a\nb").text(), "middleware a b");
  EXPECT_EQ(StationName("input-file", std::string(200, 'x')).text().size(), 103U);
  EXPECT_EQ(StationName("input-file", std::string(9000, 'x')).address.size(), 203U);
}

TEST(Ledger, KnowsThatAStationHasFailed) {
  Ledger ledger;
  StationMetrics& station = ledger.station("output-file x");
  EXPECT_FALSE(ledger.any_failed());
  station.fail("no space left on device");
  EXPECT_TRUE(ledger.any_failed());
  EXPECT_EQ(station.failure(), "no space left on device");
}

}  // namespace
}  // namespace gor
