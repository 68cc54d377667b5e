// SPDX-License-Identifier: Apache-2.0
#include "gor/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace gor {
namespace {

using namespace std::chrono_literals;

Distribution of(const Histogram& histogram) {
  Distribution distribution;
  distribution.add(histogram);
  return distribution;
}

TEST(Histogram, KnowsTheQuantilesOfWhatItGotWithinAPercent) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> draw(std::log(3e6), 2.5);
  Histogram histogram;
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(std::clamp(std::floor(draw(random)), 10'000.0, 7e12));
    histogram.add(std::chrono::nanoseconds(static_cast<std::int64_t>(values.back())));
  }
  std::sort(values.begin(), values.end());
  const Distribution distribution = of(histogram);
  EXPECT_EQ(distribution.count(), values.size());
  for (const double share : {0.0001, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const double exact = values[static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1];
    EXPECT_NEAR(static_cast<double>(distribution.quantile(share).count()), exact, exact / 100) << share;
  }
  EXPECT_EQ(static_cast<double>(distribution.max().count()), values.back());
  for (const double limit : {1e5, 1e6, 1e7, 1e9}) {
    const auto exact = std::upper_bound(values.begin(), values.end(), limit) - values.begin();
    const auto low = std::upper_bound(values.begin(), values.end(), limit * 0.99) - values.begin();
    const auto count = static_cast<std::ptrdiff_t>(
        distribution.count_up_to(std::chrono::nanoseconds(static_cast<std::int64_t>(limit))));
    EXPECT_LE(count, exact) << limit;
    EXPECT_GE(count, low) << limit;
  }
}

TEST(Distribution, GivesItsBucketsInOrder) {
  Histogram histogram;
  for (const std::chrono::nanoseconds value : {1000ns, 1'000'000ns, 1'000'000ns, 1'000'000'000ns}) histogram.add(value);
  std::vector<std::pair<double, std::uint64_t>> buckets;
  of(histogram).for_each_bucket([&](std::chrono::nanoseconds end, std::uint64_t count) {
    buckets.emplace_back(std::chrono::duration<double>(end).count(), count);
  });
  ASSERT_EQ(buckets.size(), 3U);
  EXPECT_NEAR(buckets[1].first, 1e-3, 1e-3 / 10);
  EXPECT_GT(buckets[1].first, 1e-3);
  EXPECT_EQ(buckets[1].second, 2U);
  EXPECT_NEAR(buckets[2].first, 1, 0.1);
}

TEST(Histogram, TakesEveryDuration) {
  Histogram histogram;
  for (const auto value : {-5ns, 0ns, 63ns, 64ns, 255 * 64ns, 256 * 64ns, 257 * 64ns}) histogram.add(value);
  histogram.add(std::chrono::hours(24 * 365));
  histogram.add(std::chrono::nanoseconds::max());
  const Distribution distribution = of(histogram);
  EXPECT_EQ(distribution.count(), 9U);
  EXPECT_EQ(distribution.count_up_to(63ns), 3U);
  EXPECT_EQ(distribution.count_up_to(1h), 7U);
  EXPECT_EQ(distribution.max(), std::chrono::nanoseconds::max());
  EXPECT_GT(distribution.quantile(1), 2h);
  EXPECT_EQ(Distribution().quantile(0.5), 0ns);
}

TEST(Distribution, OfTwoHistogramsIsThatOfAllTheirDurations) {
  Histogram first;
  Histogram second;
  Histogram both;
  for (int i = 1; i <= 1000; ++i) {
    const auto value = i * i * 1us;
    (i % 3 == 0 ? first : second).add(value);
    both.add(value);
  }
  Distribution sum = of(first);
  sum.add(second);
  EXPECT_EQ(sum.count(), 1000U);
  EXPECT_EQ(sum.sum(), of(both).sum());
  for (const double share : {0.1, 0.5, 0.99}) EXPECT_EQ(sum.quantile(share), of(both).quantile(share));
}

}  // namespace
}  // namespace gor
