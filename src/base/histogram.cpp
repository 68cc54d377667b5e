// SPDX-License-Identifier: Apache-2.0
#include "gor/histogram.hpp"

#include <cmath>

namespace gor {

void Distribution::add(const Histogram& histogram) {
  histogram.parts_.for_each([this](const Histogram::Part& part) {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const std::uint64_t count = part.counts[i].load(std::memory_order_relaxed);
      counts_[i] += count;
      count_ += count;
    }
    sum_ += part.sum.load(std::memory_order_relaxed);
    max_ = std::max(max_, part.max.load(std::memory_order_relaxed));
  });
}

Distribution::Duration Distribution::quantile(double share) const {
  const auto wanted =
      std::max<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))), 1);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return Duration(std::min(Histogram::end_of(i) - 1, max_));
  }
  return max();
}

std::uint64_t Distribution::count_up_to(Duration limit) const {
  if (limit >= max()) return count_;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size() && Histogram::end_of(i) - 1 <= static_cast<std::uint64_t>(limit.count());
       ++i)
    seen += counts_[i];
  return seen;
}

}  // namespace gor
