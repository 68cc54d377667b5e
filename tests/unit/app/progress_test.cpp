// SPDX-License-Identifier: Apache-2.0
#include "app/progress.hpp"

#include <gtest/gtest.h>

namespace gor::app {
namespace {

using namespace std::chrono_literals;

class ProgressLineTest : public testing::Test {
 protected:
  void add_recording(std::uint64_t size) {
    progress_ = std::make_shared<ReplayProgress>();
    progress_->size = size;
    replays_.push_back({&station_, progress_});
  }

  Ledger ledger_;
  StationMetrics& station_ = ledger_.station("input-file x");
  StationMetrics& output_ = ledger_.station("output-http y");
  std::shared_ptr<ReplayProgress> progress_;
  std::vector<Replay> replays_;
  const ProgressLine::TimePoint start_ = std::chrono::steady_clock::now();
};

TEST_F(ProgressLineTest, TellsHowFarHowFastHowLateWhatFailedAndWhatIsLeft) {
  add_recording(3u << 30);
  ProgressLine line(replays_, ledger_, start_);
  EXPECT_EQ(line.text(start_ + 1s), "0% of 3.0 GB, 0 requests/s");
  progress_->position = 3u << 28;
  progress_->lag_ns = 1'234'000'000;
  station_.born.add(MessageType::request, 300);
  station_.born.add(MessageType::response, 99);
  output_.failed("timeout").add(MessageType::request, 7);
  EXPECT_EQ(line.text(start_ + 4s), "25% of 3.0 GB, 100 requests/s, 1.23 s late, 7 failed, 12s left");
  progress_->position = 3u << 30;
  progress_->lag_ns = 5'000'000;
  EXPECT_EQ(line.text(start_ + 10s), "100% of 3.0 GB, 0 requests/s, 7 failed, 0 left");
}

TEST_F(ProgressLineTest, KnowsNoShareOfWhatHasNoSize) {
  add_recording(0);
  ProgressLine line(replays_, ledger_, start_);
  station_.born.add(MessageType::request, 5);
  EXPECT_EQ(line.text(start_ + 1s), "5 requests/s");
}

}  // namespace
}  // namespace gor::app
