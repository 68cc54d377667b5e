// SPDX-License-Identifier: Apache-2.0
#include "output/queue_metrics.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/log.hpp"

namespace gor {

void QueueMetrics::note(std::size_t length) {
  std::lock_guard lock(mutex_);
  latest_ = length;
  sum_ += length;
  max_ = std::max<std::uint64_t>(max_, length);
  ++count_;
}

void QueueMetrics::tell(std::chrono::steady_clock::time_point now, std::chrono::nanoseconds interval) {
  if (!told_at_) {
    log::info("{}", header());
    told_at_ = now;
    tell_next_ = now + interval;
  }
  if (now < tell_next_) return;
  log::info("{}", take_line(now - *told_at_));
  told_at_ = now;
  tell_next_ = std::max(tell_next_ + interval, now);
}

std::string QueueMetrics::take_line(std::chrono::nanoseconds interval) {
  const auto microseconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>(interval / std::chrono::microseconds(1), 1));
  std::lock_guard lock(mutex_);
  std::string line = fmt::format("{}:{},{},{},{},{}", name_, latest_, count_ == 0 ? 0 : sum_ / count_, max_, count_,
                                 count_ * 1'000'000 / microseconds);
  latest_ = sum_ = max_ = count_ = 0;
  return line;
}

}  // namespace gor
