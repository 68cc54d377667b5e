// SPDX-License-Identifier: Apache-2.0
#include "base/queue.hpp"

#include <atomic>
#include <numeric>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;
using TestQueue = Queue<int>;
using enum TestQueue::Push;
using enum TestQueue::WhenFull;

std::chrono::steady_clock::time_point in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

std::vector<int> as_vector(const TestQueue::Items& items) {
  return {items.begin(), items.end()};
}

TEST(Queue, RefusesWhatDoesNotFitIntoItsCount) {
  TestQueue queue(2, MemoryBudget::of(1000));
  EXPECT_EQ(queue.push(1, 1, refuse), taken);
  EXPECT_TRUE(queue.has_room());
  EXPECT_EQ(queue.push(2, 1, refuse), taken);
  EXPECT_FALSE(queue.has_room());
  EXPECT_EQ(queue.push(3, 1, refuse), full);
  EXPECT_EQ(queue.size(), 2U);
}

TEST(Queue, IsBoundedByBytesButTakesOneLargeItem) {
  TestQueue queue(100, MemoryBudget::of(10));
  EXPECT_EQ(queue.push(1, 50, refuse), taken);
  EXPECT_EQ(queue.push(2, 1, refuse), full);
}

TEST(Queue, TakesMoreThanItsLimitsWhereItIsToldTo) {
  TestQueue queue(1, MemoryBudget::of(10));
  EXPECT_EQ(queue.push(1, 10, exceed), taken);
  EXPECT_EQ(queue.push(2, 10, exceed), taken);
  EXPECT_FALSE(queue.has_room());
}

TEST(Queue, WhatWasTakenCountsUntilItIsReleased) {
  TestQueue queue(2, MemoryBudget::of(10));
  queue.push(1, 5, refuse);
  queue.push(2, 5, refuse);
  Queue<int>::Items items;
  EXPECT_TRUE(queue.take_all(items));
  EXPECT_EQ(queue.push(3, 1, refuse), full);
  queue.release(2, 0);
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.push(3, 1, refuse), full) << "the bytes still count";
  queue.release(0, 5);
  EXPECT_EQ(queue.push(3, 1, refuse), taken);
}

TEST(Queue, TakesSeveralAtOnceUpToTheFirstThatDoesNotFit) {
  TestQueue queue(3, MemoryBudget::of(1000));
  std::vector<int> items{1, 2, 3, 4};
  const auto one_byte = [](int) { return std::size_t{1}; };
  EXPECT_EQ(queue.push_all(items, one_byte, refuse), std::pair(std::size_t{3}, full));
  EXPECT_EQ(queue.push_all(std::span(items).subspan(3), one_byte, exceed), std::pair(std::size_t{1}, taken));
  Queue<int>::Items got;
  EXPECT_TRUE(queue.take_all(got));
  EXPECT_EQ(as_vector(got), items);
  queue.close();
  EXPECT_EQ(queue.push_all(items, one_byte, exceed), std::pair(std::size_t{0}, closed));
}

TEST(Queue, AReaderThatLooksAgainIsNotWoken) {
  int woken = 0;
  TestQueue queue(10, MemoryBudget::of(1000), [&] { ++woken; });
  Queue<int>::Items items;
  EXPECT_FALSE(queue.take_all(items, true));
  queue.push(1, 1, refuse);
  EXPECT_EQ(woken, 0);
  EXPECT_TRUE(queue.take_all(items, true));
  items.clear();
  EXPECT_FALSE(queue.take_all(items));
  queue.push(1, 1, refuse);
  EXPECT_EQ(woken, 1);
}

TEST(Queue, ASourceThatCanWaitWaitsForRoomAndNothingIsLost) {
  TestQueue queue(3, MemoryBudget::of(1000));
  std::thread writer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(int(i), 1, wait);
    queue.close();
  });
  std::vector<int> all;
  Queue<int>::Items some;
  while (queue.pop_all(some, in(10s))) {
    queue.release(some.size(), some.size());
    all.insert(all.end(), some.begin(), some.end());
    some.clear();
  }
  writer.join();
  std::vector<int> expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(all, expected);
}

TEST(Queue, ASourceThatCanWaitIsNotRefusedForWhatOthersTakeOfTheBudget) {
  const auto budget = MemoryBudget::of(20);
  TestQueue queue(100, budget);
  std::atomic<bool> is_done = false;
  std::thread other([&] {
    for (MemoryShare share(budget); !is_done; share.remove(8)) share.add(8);
  });
  std::thread reader([&] {
    for (Queue<int>::Items items; queue.pop_all(items, in(10s)); items.clear())
      queue.release(items.size(), items.size());
  });
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) refused += queue.push(int(i), 1, wait) == taken ? 0 : 1;
  is_done = true;
  queue.close();
  other.join();
  reader.join();
  EXPECT_EQ(refused, 0);
}

TEST(Queue, AWriterThatWaitsForBytesWakesWhenTheyAreThere) {
  TestQueue queue(1000, MemoryBudget::of(100));
  for (int i = 0; i < 10; ++i) queue.push(int(i), 10, refuse);
  std::atomic<bool> is_through = false;
  std::thread writer([&] {
    EXPECT_EQ(queue.push(10, 25, wait), taken);
    is_through = true;
  });
  Queue<int>::Items items;
  queue.take_all(items);
  for (int i = 0; i < 3; ++i) queue.release(1, 10);
  writer.join();
  EXPECT_TRUE(is_through);
}

TEST(Queue, CloseWakesAWriterThatWaits) {
  TestQueue queue(1, MemoryBudget::of(1000));
  queue.push(1, 1, refuse);
  std::thread writer([&] { EXPECT_EQ(queue.push(2, 1, wait), closed); });
  queue.close();
  writer.join();
  EXPECT_EQ(queue.push(3, 1, exceed), closed);
  Queue<int>::Items rest;
  EXPECT_TRUE(queue.pop_all(rest, in(0ms)));
  EXPECT_EQ(as_vector(rest), std::vector{1});
  rest.clear();
  EXPECT_FALSE(queue.pop_all(rest, in(0ms)));
}

TEST(Queue, PopReturnsAtTheDeadline) {
  TestQueue queue(1, MemoryBudget::of(1000));
  Queue<int>::Items none;
  EXPECT_TRUE(queue.pop_all(none, in(1ms)));
  EXPECT_TRUE(none.empty());
}

TEST(Queue, CallsItsHookOnlyWhenTheReaderHadRunDry) {
  int woken = 0;
  TestQueue queue(10, MemoryBudget::of(1000), [&] { ++woken; });
  queue.push(1, 1, refuse);
  queue.push(2, 1, refuse);
  EXPECT_EQ(woken, 1);
  Queue<int>::Items items;
  EXPECT_TRUE(queue.take_all(items));
  queue.push(3, 1, refuse);
  EXPECT_EQ(woken, 1);
  items.clear();
  EXPECT_TRUE(queue.take_all(items));
  items.clear();
  EXPECT_FALSE(queue.take_all(items));
  queue.push(4, 1, refuse);
  EXPECT_EQ(woken, 2);
}

}  // namespace
}  // namespace gor
