// SPDX-License-Identifier: Apache-2.0
#include "report/stats_lines.hpp"

#include <gtest/gtest.h>

#include "base/queue_numbers.hpp"

namespace gor::report {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

TEST(StatsLines, TellLatestMeanAndMostOfAnInterval) {
  Ledger ledger;
  QueueNumbers queue(ledger.station({"output-http", "http://h"}));
  QueueNumbers other(ledger.station({"output-tcp", "h:1"}));
  StatsLines::TimePoint now{1h};
  StatsLines lines(ledger, "output-http", now);
  EXPECT_EQ(lines.header(), "output_http:latest,mean,max,count,count/second");
  EXPECT_EQ(lines.take(now += 5s), Lines{"output_http:0,0,0,0,0"});
  for (const std::size_t length : {1U, 5U, 3U, 2U}) queue.note_write(length);
  other.note_write(9);
  EXPECT_EQ(lines.take(now += 2s), Lines{"output_http:2,2,5,4,2"});
  EXPECT_EQ(lines.take(now += 2s), Lines{"output_http:0,0,0,0,0"});
  for (int i = 0; i < 5; ++i) queue.note_write(1);
  EXPECT_EQ(lines.take(now += 20ms), Lines{"output_http:1,1,1,5,250"}) << "a second, whatever the interval";
}

}  // namespace
}  // namespace gor::report
