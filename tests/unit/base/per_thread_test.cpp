// SPDX-License-Identifier: Apache-2.0
#include "gor/per_thread.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "gor/histogram.hpp"
#include "gor/metrics.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;

/// Runs `work` on so many threads, all of which live at once.
template <class Work>
void on_threads(std::size_t count, Work work) {
  std::latch all_live(static_cast<std::ptrdiff_t>(count));
  std::latch all_have_worked(static_cast<std::ptrdiff_t>(count));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      all_live.arrive_and_wait();
      work(i);
      all_have_worked.arrive_and_wait();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(PerThread, CountsExactlyWithMoreThreadsThanParts) {
  constexpr std::size_t kThreads = 2 * kThreadsWithParts;
  Counter counter;
  Gauge gauge;
  MessageCounter messages;
  Histogram histogram;
  on_threads(kThreads, [&](std::size_t thread) {
    for (std::size_t i = 0; i < 1000; ++i) {
      counter.add(2);
      gauge.rise(3);
      gauge.fall();
      messages.add(i % 4 == 0 ? MessageType::response : MessageType::request);
      histogram.add(std::chrono::microseconds(thread));
    }
  });
  EXPECT_EQ(counter.get(), kThreads * 2000);
  EXPECT_EQ(gauge.get(), std::int64_t{kThreads} * 2000);
  EXPECT_EQ(messages.get(MessageType::response), kThreads * 250);
  EXPECT_EQ(messages.get(MessageType::request), kThreads * 750);
  EXPECT_EQ(messages.total(), kThreads * 1000);
  Distribution distribution;
  distribution.add(histogram);
  EXPECT_EQ(distribution.count(), kThreads * 1000);
  EXPECT_EQ(distribution.max(), std::chrono::microseconds(kThreads - 1));
  EXPECT_EQ(distribution.sum(), std::chrono::milliseconds(kThreads * (kThreads - 1) / 2));
}

TEST(PerThread, GivesThreadsThatLiveAtOnceDifferentParts) {
  std::vector<std::size_t> parts(kThreadsWithParts / 2);
  on_threads(parts.size(), [&](std::size_t thread) {
    take_part();
    parts[thread] = part_of_thread;
  });
  EXPECT_EQ(std::set(parts.begin(), parts.end()).size(), parts.size());
  EXPECT_LT(*std::max_element(parts.begin(), parts.end()), kThreadsWithParts);
}

TEST(PerThread, GivesThePartOfAThreadThatHasEndedToAnother) {
  Counter counter;
  for (std::size_t i = 0; i < 5 * kThreadsWithParts; ++i) {
    std::thread([&] {
      counter.add();
      EXPECT_LT(part_of_thread, kThreadsWithParts);
    }).join();
  }
  EXPECT_EQ(counter.get(), 5 * kThreadsWithParts);
}

TEST(Gauge, IsSetToTheHighestOfSeveralThreads) {
  Gauge gauge;
  on_threads(8, [&](std::size_t thread) {
    for (std::size_t i = 0; i < 1000; ++i) gauge.set_if_higher(static_cast<std::int64_t>(i * 8 + thread));
  });
  EXPECT_EQ(gauge.get(), 7999);
  gauge.set_if_higher(5);
  EXPECT_EQ(gauge.get(), 7999);
  gauge.set(5);
  EXPECT_EQ(gauge.get(), 5);
}

}  // namespace
}  // namespace gor
