// SPDX-License-Identifier: Apache-2.0
// The numbers of an output's statistics line (--stats).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace gor {

/// The queue's length as the writers saw it. Any thread.
class QueueFigures {
 public:
  static constexpr const char* kHeader = "output_http:latest,mean,max,count,count/second";
  void note(std::size_t length);
  /// The line for what was noted since the last call, which was `interval` ago.
  std::string take_line(std::chrono::nanoseconds interval);

 private:
  std::mutex mutex_;
  std::uint64_t latest_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t max_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace gor
