// SPDX-License-Identifier: Apache-2.0
#include "pipeline/status_filter.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/refusal.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;
using test::MemorySink;

StatusSet set_of(std::string_view list) {
  return StatusSet("http-allow-status", {std::string(list)});
}

std::string error_of(std::string_view list) {
  return test::refusal_of<UsageError>([&] { set_of(list); });
}

TEST(StatusSet, TakesCodesClassesRangesAndLists) {
  const StatusSet set = set_of("200,3xx,500-503");
  for (const int code : {200, 300, 399, 500, 502, 503}) EXPECT_TRUE(set.has(code)) << code;
  for (const int code : {0, -1, 199, 201, 299, 400, 499, 504, 1000}) EXPECT_FALSE(set.has(code)) << code;
  EXPECT_TRUE(set_of("1xx-4xx").has(499));
  EXPECT_TRUE(StatusSet().empty());
}

TEST(StatusSet, SaysWhereAListIsWrong) {
  EXPECT_EQ(error_of("200,4x"),
            "--http-allow-status: '200,4x', character 5: expected 200, 2xx, 500-503, or several separated by commas");
  for (const char* list : {"", "200,", ",200", "2000", "099", "503-500", "200-", "-300", "ok", "2xx3"}) {
    EXPECT_NE(error_of(list), "accepted") << list;
  }
}

class StatusFilterTest : public testing::Test {
 protected:
  void begin(std::string_view allow, std::string_view disallow) {
    if (!allow.empty()) options_.allow = set_of(allow);
    if (!disallow.empty()) options_.disallow = set_of(disallow);
    filter_ = make_status_filter(options_, next_, station_);
  }
  void request(std::string_view id) { filter_->write(make_message(MessageType::request, id)); }
  void response(std::string_view id, int code, MessageType type = MessageType::response) {
    filter_->write(make_message(type, id, "HTTP/1.1 " + std::to_string(code) + " X\r\n\r\n"));
  }
  void end() {
    filter_->close({});
    filter_->join();
    EXPECT_TRUE(filter_->is_idle());
    EXPECT_EQ(station_.held(), 0);
  }
  /// "1a 2a": types and ids of what went on.
  std::string went_on() const {
    std::string text;
    for (const Message& message : next_.messages()) {
      text +=
          (text.empty() ? "" : " ") + std::string(1, static_cast<char>(message.type)) + std::string(message.id.view());
    }
    return text;
  }

  StatusFilterOptions options_{{}, {}, 1h, 100, MemoryBudget::of(1 << 20)};
  MemorySink next_;
  StationMetrics station_{"status"};
  std::unique_ptr<StatusFilter> filter_;
};

TEST_F(StatusFilterTest, LetsARequestGoOnWithItsResponseOrNeither) {
  begin("2xx,404", "");
  request("a");
  request("b");
  request("c");
  EXPECT_EQ(went_on(), "");
  EXPECT_FALSE(filter_->is_idle());
  response("b", 404);
  response("a", 500);
  response("c", 200);
  EXPECT_EQ(went_on(), "1b 2b 1c 2c");
  EXPECT_EQ(station_.dropped("http-allow-status").total(), 2U);
  end();
}

TEST_F(StatusFilterTest, DisallowCountsMoreThanAllow) {
  begin("4xx", "404");
  request("a");
  response("a", 404);
  request("b");
  response("b", 403);
  EXPECT_EQ(went_on(), "1b 2b");
  EXPECT_EQ(station_.dropped("http-disallow-status").total(), 2U);
  end();
}

TEST_F(StatusFilterTest, DropsWhatHasNoResponseIfOnlySomeStatusIsAllowed) {
  begin("200", "");
  request("a");
  end();
  EXPECT_EQ(went_on(), "");
  EXPECT_EQ(station_.dropped("no response").total(), 1U);
}

TEST_F(StatusFilterTest, LetsWhatHasNoResponseGoOnIfNothingSpeaksAgainstIt) {
  begin("", "500");
  request("a");
  request("b");
  end();
  EXPECT_EQ(went_on(), "1a 1b");
}

TEST_F(StatusFilterTest, GivesUpWhatItIsToldGetsNoResponse) {
  begin("200", "");
  request("a");
  filter_->give_up(MessageId("a"));
  filter_->give_up(MessageId("b"));  // before it comes
  EXPECT_EQ(station_.dropped("no response").total(), 1U);
  request("b");
  EXPECT_EQ(station_.dropped("no response").total(), 2U);
  EXPECT_TRUE(filter_->is_idle());
  request("b");
  response("b", 200);
  EXPECT_EQ(went_on(), "1b 2b");
  end();
}

TEST_F(StatusFilterTest, GivesUpAtOnceWhatComesAfterTheEnd) {
  begin("", "500");
  filter_->close({});
  filter_->join();
  request("a");
  EXPECT_EQ(went_on(), "1a");
  EXPECT_TRUE(filter_->is_idle());
}

TEST_F(StatusFilterTest, GivesUpAfterItsPatienceAndTreatsALateResponseAlike) {
  options_.patience = 20ms;
  begin("200", "");
  request("a");
  EXPECT_TRUE(test::becomes_true([&] { return filter_->is_idle(); }));
  response("a", 200);
  EXPECT_EQ(went_on(), "");
  EXPECT_EQ(station_.dropped("no response").total(), 2U);
  end();
}

TEST_F(StatusFilterTest, GivesUpTheOldestWhenTooManyWait) {
  options_.most_waiting = 2;
  begin("", "500");
  for (const char* id : {"a", "b", "c"}) request(id);
  EXPECT_EQ(went_on(), "1a");
  response("a", 500);
  EXPECT_EQ(went_on(), "1a 2a");
  response("b", 500);
  end();
  EXPECT_EQ(went_on(), "1a 2a 1c");
}

TEST_F(StatusFilterTest, GivesUpTheOldestWhenTheMemoryIsNeeded) {
  options_.memory = MemoryBudget::of(1000);
  begin("", "500");
  filter_->write(make_message(MessageType::request, "a", std::string(600, 'x')));
  filter_->write(make_message(MessageType::request, "b", std::string(600, 'x')));
  EXPECT_TRUE(went_on().starts_with("1a")) << went_on();
  end();
}

TEST_F(StatusFilterTest, JudgesAResponseWithoutItsRequestAloneAndPassesReplayedOnes) {
  begin("200", "");
  response("a", 200);
  response("b", 500);
  response("c", 500, MessageType::replayed_response);
  filter_->write(make_message(MessageType::response, "d", "no response"));
  EXPECT_EQ(went_on(), "2a 3c");
  end();
}

TEST_F(StatusFilterTest, ARequestThatComesAgainWhileItWaitsIsAnotherOne) {
  begin("", "500");
  request("a");
  request("a");
  EXPECT_EQ(went_on(), "1a");
  response("a", 500);
  EXPECT_EQ(went_on(), "1a");
  end();
}

}  // namespace
}  // namespace gor
