// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.hpp"

#include <cstdlib>
#include <ctime>
#include <random>

#include <gtest/gtest.h>

#include "base/saturating.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kTime{1'700'000'000s};  // 2023-11-14T22:13:20Z

TEST(TimeText, IsWrittenInUtcWithTheDigitsThatItTakes) {
  EXPECT_EQ(format_time(kTime), "2023-11-14T22:13:20Z");
  EXPECT_EQ(format_time(kTime + 5ms), "2023-11-14T22:13:20.005Z");
  EXPECT_EQ(format_time(kTime + 1ns), "2023-11-14T22:13:20.000000001Z");
  EXPECT_EQ(format_time(Timestamp(-1ns)), "1969-12-31T23:59:59.999999999Z");
}

TEST(TimeText, IsReadInEveryForm) {
  setenv("TZ", "Asia/Kathmandu", 1);  // 5:45 before UTC
  tzset();
  EXPECT_EQ(parse_time("2023-11-14T22:13:20Z"), kTime);
  EXPECT_EQ(parse_time("2023-11-14T23:13:20.25+01:00"), kTime + 250ms);
  EXPECT_EQ(parse_time("2023-11-14 19:13:20-0300"), kTime);
  EXPECT_EQ(parse_time("2023-11-15 03:58:20"), kTime) << "local time";
  EXPECT_EQ(parse_time("2023-11-15 03:58"), kTime - 20s);
  EXPECT_EQ(parse_time("2023-11-15"), kTime - 20s - 3h - 58min);
  EXPECT_EQ(parse_time("1700000000"), kTime);
  EXPECT_EQ(parse_time("1700000000.000000007"), kTime + 7ns);
  EXPECT_EQ(parse_time("1700000000000000007"), kTime + 7ns);
  unsetenv("TZ");
  tzset();
}

TEST(TimeText, AnyTimeHasAText) {
  EXPECT_EQ(format_time(Timestamp::min()), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(format_time(Timestamp::max()), "2262-04-11T23:47:16.854775807Z");
}

TEST(Saturating, ResultsThatDoNotFitAreTheNearestThatDo) {
  using std::chrono::nanoseconds;
  EXPECT_EQ(time_between(Timestamp::min(), Timestamp::max()), nanoseconds::max());
  EXPECT_EQ(time_between(Timestamp::max(), Timestamp::min()), nanoseconds::min());
  EXPECT_EQ(time_between(Timestamp(nanoseconds(5)), Timestamp(nanoseconds(3))), nanoseconds(-2));
  EXPECT_EQ(time_after(Timestamp::max(), nanoseconds(1)), Timestamp::max());
  EXPECT_EQ(time_after(Timestamp::min(), nanoseconds(-1)), Timestamp::min());
  EXPECT_EQ(time_after(Timestamp(nanoseconds(5)), nanoseconds(-7)), Timestamp(nanoseconds(-2)));
  EXPECT_EQ(multiplied(nanoseconds::max(), 2), nanoseconds::max());
  EXPECT_EQ(multiplied(nanoseconds::max(), -2), nanoseconds::min());
}

TEST(TimeText, NothingElseIsATime) {
  for (const char* text : {"",
                           "now",
                           "2023-13-01",
                           "2023-00-01",
                           "2023-1-1",
                           "2023-11-14T",
                           "2023-11-14T22",
                           "2023-11-14T22:13:20X",
                           "2023-11-14T22:13:20.Z",
                           "2023-11-14T22:13:20+1",
                           "2023-11-14T22:13:20+01",
                           "2023-11-14T22:13:20 +0100",
                           "2023-11-14T22:13:20+2400",
                           "2023-11-14T22:13:20+01:60",
                           "12345678901",
                           "1.",
                           "1.5x",
                           "-5",
                           "99999999999999999999",
                           "1969-12-31",
                           "2262-01-01",
                           "0202-11-02",
                           "20a3#-11-02",
                           "2023-11-14T-1:00"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(TimeText, ReadsBackWhatItWrites) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const Timestamp time{std::chrono::nanoseconds(random() % 9'000'000'000'000'000'000)};
    EXPECT_EQ(parse_time(format_time(time)), time);
  }
}

TEST(TimeText, ReadsTheTimesOfAccessLogs) {
  EXPECT_EQ(parse_log_time("14/Nov/2023:23:13:20 +0100"), kTime);
  EXPECT_EQ(parse_log_time("14/Nov/2023:23:13:20.25 +0100"), kTime + std::chrono::milliseconds(250));
  EXPECT_EQ(parse_log_time("2023-11-14T23:13:20+01:00"), kTime);
  for (const char* text :
       {"", "14/Nov/2023:23:13:20", "14/Nvo/2023:23:13:20 +0100", "14/Nov/2023 23:13:20 +0100",
        "14/Nov/2023:23:13:20 +0100 ", "14/Nov/2023:23:13:20 ", "14/Nov/2023:23:13:20  +0100",
        "14/Nov/2023:23:13:20 +01", "14/Nov/2023:23:13:20. +0100", "1700000000", "2023-11-14T25:13:20+01:00"}) {
    EXPECT_FALSE(parse_log_time(text)) << text;
  }
}

}  // namespace
}  // namespace gor
