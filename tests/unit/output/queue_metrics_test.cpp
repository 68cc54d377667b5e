// SPDX-License-Identifier: Apache-2.0
#include "output/queue_metrics.hpp"

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;

TEST(QueueMetricsTest, TellsLatestMeanAndMostOfAnInterval) {
  QueueMetrics metrics("output_http");
  EXPECT_EQ(metrics.header(), "output_http:latest,mean,max,count,count/second");
  EXPECT_EQ(metrics.take_line(5s), "output_http:0,0,0,0,0");
  for (const std::size_t length : {1U, 5U, 3U, 2U}) metrics.note(length);
  EXPECT_EQ(metrics.take_line(2s), "output_http:2,2,5,4,2");
  EXPECT_EQ(metrics.take_line(2s), "output_http:0,0,0,0,0");
  for (int i = 0; i < 5; ++i) metrics.note(1);
  EXPECT_EQ(metrics.take_line(20ms), "output_http:1,1,1,5,250") << "a second, whatever the interval";
}

}  // namespace
}  // namespace gor
