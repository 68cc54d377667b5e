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

TEST(Ledger, SummaryBeginsEachRowWithNameAndCount) {
  Ledger ledger;
  StationMetrics& input = ledger.station("input-raw :80");
  input.born.add(MessageType::request, 1234567);
  input.out.add(MessageType::request, 1234567);
  StationMetrics& output = ledger.station("output-null");
  output.in.add(MessageType::request, 1234567);
  output.dropped("queue full").add(MessageType::request, 7);
  const std::string table = ledger.summary();
  EXPECT_NE(table.find("input-raw :80    1234567  out 1234567\n"), std::string::npos) << table;
  EXPECT_NE(table.find("\noutput-null      1234567"), std::string::npos) << table;
  EXPECT_NE(table.find("dropped 7 (queue full)"), std::string::npos) << table;
  EXPECT_NE(table.find("held 1234560"), std::string::npos) << table;
}

TEST(Ledger, NewsAreTheReasonsThatHaveGrown) {
  Ledger ledger;
  MessageCounter& full = ledger.station("output-x").dropped("queue full");
  EXPECT_TRUE(ledger.take_new_losses().empty());
  full.add(MessageType::request, 2);
  ASSERT_EQ(ledger.take_new_losses().size(), 1U);
  EXPECT_TRUE(ledger.take_new_losses().empty());
  ledger.stations();
  full.add(MessageType::request);
  EXPECT_EQ(ledger.take_new_losses().at(0), "output-x: dropped queue full (3 in all)");
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
