// SPDX-License-Identifier: Apache-2.0
// The metrics of an output's statistics line (--stats).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace gor {

/// The queue's length as its writers saw it. Any thread.
class QueueMetrics {
 public:
  /// `name`: of the output in the lines, "output_http".
  explicit QueueMetrics(std::string name) : name_(std::move(name)) {}

  /// Logs the header, then a line per interval. One thread, which calls it often.
  void tell(std::chrono::steady_clock::time_point now, std::chrono::nanoseconds interval);

  std::string header() const { return name_ + ":latest,mean,max,count,count/second"; }
  void note(std::size_t length);
  /// The line about the time since the last call, which was `interval` ago.
  std::string take_line(std::chrono::nanoseconds interval);

 private:
  const std::string name_;
  std::optional<std::chrono::steady_clock::time_point> told_at_;
  std::chrono::steady_clock::time_point tell_next_{};
  std::mutex mutex_;
  std::uint64_t latest_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t max_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace gor
