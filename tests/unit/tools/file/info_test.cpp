// SPDX-License-Identifier: Apache-2.0
#include "tools/file/info.hpp"

#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor::tools {
namespace {

using namespace std::chrono_literals;
using test::make_message;

TEST(Timeline, BecomesCoarserAsTheTimeGrows) {
  Timeline timeline;
  const Timestamp start{1'700'000'000s};
  for (int i = 0; i < 1000; ++i) timeline.add(start + i * 1s);
  const auto& counts = timeline.counts();
  EXPECT_LE(counts.size(), Timeline::kMost);
  EXPECT_GT(counts.size(), Timeline::kMost / 2);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 1000U);
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(counts[i]), std::chrono::duration<double>(timeline.interval()).count(), 1) << i;
  }
}

TEST(Timeline, TakesWhatIsOutOfOrderAndAnyTime) {
  Timeline timeline;
  for (const auto time : {5s, 3s, 9s}) timeline.add(Timestamp(time));
  timeline.add(Timestamp(std::chrono::nanoseconds::max()));
  const auto& counts = timeline.counts();
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 4U);
}

TEST(Sizes, KnowQuantilesToWithinAnEighth) {
  Sizes sizes;
  for (std::size_t i = 1; i <= 10'000; ++i) sizes.add(i);
  EXPECT_EQ(sizes.least(), 1U);
  EXPECT_EQ(sizes.most(), 10'000U);
  EXPECT_EQ(sizes.total(), 50'005'000U);
  for (const double share : {0.01, 0.5, 0.99}) {
    EXPECT_NEAR(static_cast<double>(sizes.quantile(share)), 10'000 * share, 10'000 * share / 8) << share;
  }
}

TEST(Info, CountsWhatPasses) {
  Info info;
  for (int i = 0; i < 12; ++i) {
    const std::string method = "M" + std::to_string(i);
    for (int n = 0; n <= i; ++n) {
      info.add(make_message(MessageType::request, "a", method + " / HTTP/1.1\r\nHost: h\r\n\r\n", 1'000'000'000 + n));
    }
  }
  info.add(make_message(MessageType::response, "a", "HTTP/1.1 404 Not Found\r\n\r\n", 3'000'000'000));
  info.add(make_message(MessageType::replayed_response, "a", "HTTP/1.1 200 OK\r\n\r\n", 2'000'000'000));
  info.add(make_message(MessageType::request, "a", "\x01\x1b[31m", 1'000'000'000));
  const std::string text = info.text(2, 3000, 4);
  for (const char* line :
       {"files      2, 2.9 KB\n", "records    81: 79 requests, 1 responses, 1 replayed responses\n", "damaged    4\n",
        "span       1970-01-01T00:00:01Z to 1970-01-01T00:00:03Z, 2.000 s\n", "rate       39.5 requests/s\n",
        "methods    M11 12, M10 11, M9 10, M8 9, M7 8, M6 7, M5 6, M4 5, others 11\n", "statuses   200 1, 404 1\n",
        "hosts      h 78\n", "99 % up to "}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Info, TakesTimesAtTheEndsOfTheirRange) {
  Info info;
  for (const Timestamp time : {Timestamp::min() + std::chrono::nanoseconds(1), Timestamp::max(), Timestamp()}) {
    Message message;
    message.timestamp = time;
    info.add(message);
  }
  EXPECT_NE(info.text(1, 1, 0).find("2262-04-11"), std::string::npos);
}

TEST(Info, OfNothing) {
  EXPECT_EQ(Info().text(1, 0, 0),
            "files      1, 0 B\nrecords    0: 0 requests, 0 responses, 0 replayed responses\ndamaged    0\n");
}

}  // namespace
}  // namespace gor::tools
