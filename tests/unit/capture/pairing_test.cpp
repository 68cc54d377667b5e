// SPDX-License-Identifier: Apache-2.0
#include "capture/pairing.hpp"

#include <gtest/gtest.h>

namespace gor::capture {
namespace {

constexpr bool kPipelines = true;

TEST(Pairing, AResponseBelongsToTheOldestRequest) {
  Pairing pairing;
  pairing.find_track();
  pairing.open(1, 100);
  pairing.open(2, 200);
  ASSERT_NE(pairing.match(100, !kPipelines), nullptr);
  EXPECT_EQ(pairing.match(100, !kPipelines)->number, 1U);
  pairing.answer(1);
  EXPECT_EQ(pairing.match(200, !kPipelines)->number, 2U);
  pairing.answer(2);
  EXPECT_TRUE(pairing.empty());
  EXPECT_EQ(pairing.match(300, !kPipelines), nullptr) << "an orphan";
}

TEST(Pairing, AfterAHoleTheAcknowledgementDecides) {
  Pairing pairing;
  pairing.find_track();
  pairing.open(1, 100);
  pairing.open(2, 200);
  pairing.lose_track();
  ASSERT_NE(pairing.match(200, !kPipelines), nullptr);
  EXPECT_EQ(pairing.match(200, !kPipelines)->number, 2U) << "the response to the first is lost";
}

TEST(Pairing, WhatIsAmbiguousHasNoRequest) {
  Pairing pairing;
  pairing.find_track();
  pairing.open(1, 100);
  pairing.open(2, 100);
  pairing.lose_track();
  EXPECT_EQ(pairing.match(100, kPipelines), nullptr);
}

TEST(Pairing, FindsRequestsByTheirNumber) {
  Pairing pairing;
  pairing.open(7, 100).is_head = true;
  ASSERT_NE(pairing.find(7), nullptr);
  EXPECT_TRUE(pairing.find(7)->is_head);
  EXPECT_EQ(pairing.find(8), nullptr);
  EXPECT_EQ(pairing.oldest().number, 7U);
}

TEST(Pairing, ForgetsTheOldestOfTooMany) {
  Pairing pairing;
  for (std::uint32_t number = 1; number <= 100'000; ++number) pairing.open(number, number);
  EXPECT_EQ(pairing.find(1), nullptr);
  EXPECT_NE(pairing.find(100'000), nullptr);
  EXPECT_LT(pairing.bytes(), 10U << 20);
}

}  // namespace
}  // namespace gor::capture
