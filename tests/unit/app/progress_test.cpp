// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <gtest/gtest.h>

#include "base/metric_families.hpp"

namespace gor::app {
namespace {

using namespace std::chrono_literals;

class ProgressLineTest : public testing::Test {
 protected:
  void add_recording(std::uint64_t size) { station_.gauge(metrics::kReplaySize).set(static_cast<std::int64_t>(size)); }

  Ledger ledger_;
  StationMetrics& station_ = ledger_.station("input-file x");
  StationMetrics& output_ = ledger_.station("output-http y");
  Gauge& position_ = station_.gauge(metrics::kReplayPosition);
  Gauge& lag_ns_ = station_.gauge(metrics::kReplayLag);
  const ProgressLine::TimePoint start_ = std::chrono::steady_clock::now();
};

TEST_F(ProgressLineTest, TellsHowFarHowFastHowLateWhatFailedAndWhatIsLeft) {
  add_recording(3u << 30);
  ProgressLine line(ledger_, start_);
  EXPECT_EQ(line.text(start_ + 1s), "0% of 3.0 GB, 0 requests/s");
  position_.set(std::int64_t{3} << 28);
  lag_ns_.set(1'234'000'000);
  station_.born.add(MessageType::request, 300);
  station_.born.add(MessageType::response, 99);
  output_.failed("timeout").add(MessageType::request, 7);
  EXPECT_EQ(line.text(start_ + 4s), "25% of 3.0 GB, 100 requests/s, 1.23 s late, 7 failed, 12s left");
  position_.set(std::int64_t{3} << 30);
  lag_ns_.set(5'000'000);
  EXPECT_EQ(line.text(start_ + 10s), "100% of 3.0 GB, 0 requests/s, 7 failed, 0 left");
}

TEST_F(ProgressLineTest, KnowsNoShareOfWhatHasNoSize) {
  add_recording(0);
  ProgressLine line(ledger_, start_);
  station_.born.add(MessageType::request, 5);
  EXPECT_EQ(line.text(start_ + 1s), "5 requests/s");
}

}  // namespace
}  // namespace gor::app
