// SPDX-License-Identifier: Apache-2.0
#include "output/http_queue.hpp"

#include <gtest/gtest.h>

#include "support/fakes.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::make_message;

TEST(QueueFiguresTest, TellsLatestMeanAndMostOfAnInterval) {
  QueueFigures figures;
  EXPECT_EQ(figures.take_line(5s), "output_http:0,0,0,0,0");
  for (const std::size_t length : {1U, 5U, 3U, 2U}) figures.note(length);
  EXPECT_EQ(figures.take_line(2s), "output_http:2,2,5,4,2");
  EXPECT_EQ(figures.take_line(2s), "output_http:0,0,0,0,0");
}

TEST(RequestQueueTest, WakesTheReaderOnlyWhenItHadRunDry) {
  Station station("q");
  int woken = 0;
  RequestQueue queue(10, 1000, station, [&] { ++woken; });
  const Message message = make_message(MessageType::request, "a", "GET / HTTP/1.1\r\n\r\n");
  queue.write(message, SourceKind::live);
  queue.write(message, SourceKind::live);
  EXPECT_EQ(woken, 1);
  RequestQueue::Batch taken;
  EXPECT_TRUE(queue.take(taken));
  EXPECT_EQ(taken.size(), 2U);
  queue.write(message, SourceKind::live);
  EXPECT_EQ(woken, 1);
  taken.pop();
  taken.pop();
  EXPECT_TRUE(queue.take(taken));
  taken.pop();
  EXPECT_FALSE(queue.take(taken));
  queue.write(message, SourceKind::live);
  EXPECT_EQ(woken, 2);
}

TEST(RequestQueueTest, CountsWhatWasTakenAsWaitingUntilItStarts) {
  Station station("q");
  RequestQueue queue(2, 1000, station, [] {});
  const Message message = make_message(MessageType::request, "a", "GET / HTTP/1.1\r\n\r\n");
  RequestQueue::Batch taken;
  queue.write(message, SourceKind::live);
  queue.write(message, SourceKind::live);
  queue.take(taken);
  queue.write(message, SourceKind::live);
  EXPECT_EQ(station.dropped("queue full").total(), 1U);
  queue.started(taken.pop());
  queue.write(message, SourceKind::live);
  EXPECT_EQ(station.dropped("queue full").total(), 1U);
  EXPECT_EQ(queue.held(), 3U);
}

TEST(RequestQueueTest, TakesOneMessageLargerThanItsBytes) {
  Station station("q");
  RequestQueue queue(10, 20, station, [] {});
  const Message large = make_message(MessageType::request, "a", "GET /" + std::string(100, 'x') + " HTTP/1.1\r\n\r\n");
  queue.write(large, SourceKind::live);
  EXPECT_EQ(queue.held(), 1U);
  queue.write(large, SourceKind::live);
  EXPECT_EQ(queue.held(), 1U);
}

TEST(ResponseQueueTest, DropsWhatNobodyReadsInTime) {
  Station station("r");
  ResponseQueue queue(2, 1000, station);
  for (const char* id : {"a", "b", "c"}) queue.push(make_message(MessageType::replayed_response, id, "x"));
  queue.close();
  EXPECT_EQ(queue.read()->id.view(), "a");
  EXPECT_EQ(queue.read()->id.view(), "b");
  EXPECT_FALSE(queue.read());
  EXPECT_EQ(station.dropped("queue full").total(), 1U);
  EXPECT_EQ(station.held(), 0);
}

}  // namespace
}  // namespace gor
