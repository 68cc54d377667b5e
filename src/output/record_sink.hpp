// SPDX-License-Identifier: Apache-2.0
// A file descriptor that takes whole records, or says why not.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

namespace gor {

/// Owns the descriptor (but never closes stdout). One thread; only give_up_at() is called by another.
class RecordSink {
 public:
  explicit RecordSink(int descriptor);
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  ~RecordSink();

  /// All or, as far as the file allows, nothing: what was written of it in part is taken back. 0 or an errno;
  /// ETIMEDOUT when the time to give up came first.
  int write(std::string_view bytes);
  /// A pipe or terminal whose reader stalls is given up then, and not later than it was told before.
  void give_up_at(std::chrono::steady_clock::time_point deadline) {
    deadline_.store(std::min(deadline, deadline_.load()));
  }

 private:
  int wait_for_room() const;

  const int descriptor_;
  bool is_regular_ = false;
  std::atomic<std::chrono::steady_clock::time_point> deadline_{std::chrono::steady_clock::time_point::max()};
};

}  // namespace gor
