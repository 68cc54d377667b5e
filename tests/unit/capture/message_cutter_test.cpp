// SPDX-License-Identifier: Apache-2.0
#include "capture/message_cutter.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gor::capture {
namespace {

using Step = MessageCutter::Step;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kPost = "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";

class MessageCutterTest : public testing::Test {
 protected:
  void begin_at(std::uint32_t first) {
    direction_.begin_at(first);
    cutter_.begin();
  }
  /// Gives a segment, and returns the steps, without need_more; messages that are over are taken.
  std::vector<Step> give(std::uint32_t sequence, std::string_view payload, bool fin = false) {
    Segment segment;
    segment.sequence = sequence;
    segment.payload = payload;
    segment.fin = fin;
    segment.time = Timestamp(std::chrono::seconds(1));
    std::vector<Step> steps;
    if (direction_.accept(segment, counts_)) take_steps(steps);
    return steps;
  }
  void take_steps(std::vector<Step>& steps) {
    for (Step step; (step = cutter_.next(direction_, context_)) != Step::need_more;) {
      steps.push_back(step);
      if (step == Step::whole || step == Step::malformed || step == Step::hole) cutter_.take();
    }
  }

  StationMetrics station_{"input-raw"};
  CaptureCounts counts_{station_};
  ConnectionOptions options_;
  std::vector<Message> finished_;
  CaptureContext context_{options_, counts_, 1, finished_};
  Direction direction_;
  MessageCutter cutter_{http::Side::request};
};

TEST_F(MessageCutterTest, CutsMessagesWhateverTheSegments) {
  const std::string stream = kGet + kPost + kGet;
  for (std::size_t size = 1; size < 40; ++size) {
    cutter_ = MessageCutter(http::Side::request);
    begin_at(1000);
    std::size_t heads = 0;
    std::size_t wholes = 0;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      for (const Step step : give(1000 + static_cast<std::uint32_t>(at), std::string_view(stream).substr(at, size))) {
        heads += step == Step::head ? 1 : 0;
        wholes += step == Step::whole ? 1 : 0;
      }
    }
    EXPECT_EQ(heads, 3U) << size;
    EXPECT_EQ(wholes, 3U) << size;
  }
}

TEST_F(MessageCutterTest, ATakenMessageHasItsBytes) {
  begin_at(1000);
  Segment segment;
  segment.sequence = 1000;
  segment.payload = kPost;
  ASSERT_TRUE(direction_.accept(segment, counts_));
  EXPECT_EQ(cutter_.next(direction_, context_), Step::head);
  EXPECT_EQ(cutter_.head(), kPost.substr(0, kPost.size() - 5));
  EXPECT_TRUE(cutter_.is_first(direction_.origin()));
  EXPECT_EQ(cutter_.next(direction_, context_), Step::whole);
  EXPECT_EQ(cutter_.take().payload.view(), kPost);
  EXPECT_EQ(cutter_.next(direction_, context_), Step::need_more);
}

TEST_F(MessageCutterTest, AHoleEndsTheOpenMessageAndTheNextPacketStartsAgain) {
  begin_at(0);
  give(0, kPost.substr(0, 30));
  give(200, kGet);
  EXPECT_TRUE(direction_.stream().has_hole());
  direction_.skip_hole();
  std::vector<Step> steps;
  take_steps(steps);
  ASSERT_GE(steps.size(), 2U);
  EXPECT_EQ(steps.front(), Step::hole);
  EXPECT_EQ(steps.back(), Step::whole);
}

TEST_F(MessageCutterTest, OtherBytesAreNotAMessage) {
  begin_at(0);
  EXPECT_EQ(give(0, "\x01\x02 something else"), (std::vector<Step>{Step::not_http}));
  EXPECT_FALSE(cutter_.has_message());
  EXPECT_EQ(give(17, kGet), (std::vector<Step>{Step::head, Step::whole}));
}

TEST_F(MessageCutterTest, TheEndOfTheStreamIsKnownFromItsFin) {
  begin_at(0);
  give(0, kGet, true);
  EXPECT_TRUE(direction_.stream().is_at_end());
}

}  // namespace
}  // namespace gor::capture
