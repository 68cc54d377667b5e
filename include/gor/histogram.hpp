// SPDX-License-Identifier: Apache-2.0
// A distribution of durations in fixed memory, and sums of such distributions.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gor/per_thread.hpp"

namespace gor {

/// Durations from 64 ns to 2 hours with a relative error below 1 %; longer ones count as the longest. Any thread adds
/// and reads. 32 KB for each thread that adds.
class Histogram {
 public:
  using Duration = std::chrono::nanoseconds;

  void add(Duration value) {
    const auto nanoseconds = static_cast<std::uint64_t>(value.count() < 0 ? 0 : value.count());
    parts_.change([&](Part& part, auto add) {
      add(part.counts[bucket_of(nanoseconds)], 1U);
      add(part.sum, nanoseconds);
      std::uint64_t most = part.max.load(std::memory_order_relaxed);
      while (most < nanoseconds && !part.max.compare_exchange_weak(most, nanoseconds, std::memory_order_relaxed))
        continue;
    });
  }

 private:
  friend class Distribution;
  // Units of 64 ns. Up to 256 units, a bucket is one unit; from there on, each power of two has 128 buckets.
  static constexpr int kUnitBits = 6;
  static constexpr int kHalfBits = 7;
  static constexpr std::size_t kHalf = std::size_t{1} << kHalfBits;
  static constexpr std::uint64_t kMostUnits = (std::uint64_t{1} << 37) - 1;

  static std::size_t bucket_of(std::uint64_t nanoseconds) noexcept {
    const std::uint64_t units = std::min(nanoseconds >> kUnitBits, kMostUnits);
    const int shift = std::max(static_cast<int>(std::bit_width(units)) - (kHalfBits + 1), 0);
    return static_cast<std::size_t>(shift) * kHalf + static_cast<std::size_t>(units >> shift);
  }
  /// The first duration beyond the bucket.
  static std::uint64_t end_of(std::size_t bucket) noexcept {
    const std::size_t shift = bucket < 2 * kHalf ? 0 : bucket / kHalf - 1;
    return (std::uint64_t{bucket - shift * kHalf} + 1) << shift << kUnitBits;
  }
  static constexpr std::size_t kBuckets = (37 - kHalfBits + 1) * kHalf;

  struct Part {
    std::array<std::atomic<std::uint64_t>, kBuckets> counts{};
    std::atomic<std::uint64_t> sum{0};
    std::atomic<std::uint64_t> max{0};
  };
  PerThread<Part> parts_;
};

/// The sum of histograms at one moment.
class Distribution {
 public:
  using Duration = Histogram::Duration;

  void add(const Histogram& histogram);

  std::uint64_t count() const noexcept { return count_; }
  Duration sum() const noexcept { return Duration(sum_); }
  Duration max() const noexcept { return Duration(max_); }
  /// The duration that a share of all, from 0 to 1, does not exceed; 0 if there are none.
  Duration quantile(double share) const;
  /// How many do not exceed the limit, within the error of a bucket.
  std::uint64_t count_up_to(Duration limit) const;
  /// Calls `each(Duration end, std::uint64_t count)` for buckets that are not empty, 16 per power of two.
  template <class Each>
  void for_each_bucket(Each each) const {
    constexpr std::size_t kJoined = 8;
    for (std::size_t i = 0; i < counts_.size(); i += kJoined) {
      std::uint64_t count = 0;
      for (std::size_t j = i; j < i + kJoined; ++j) count += counts_[j];
      if (count > 0) each(Duration(Histogram::end_of(i + kJoined - 1)), count);
    }
  }

 private:
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(Histogram::kBuckets);
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace gor
