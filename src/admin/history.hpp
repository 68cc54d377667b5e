// SPDX-License-Identifier: Apache-2.0
// The statistics of the last five minutes, kept for viewers that come later.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "report/source.hpp"

namespace gor::admin {

/// Takes a report every five seconds on a thread of its own. Holds at most 4 MB.
class History {
 public:
  explicit History(const report::Source& source);
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  /// A JSON array of reports, the oldest first. Any thread.
  std::string json() const;

 private:
  void run();

  const report::Source& source_;
  mutable std::mutex mutex_;
  std::condition_variable end_;
  std::deque<std::string> reports_;
  std::size_t bytes_ = 0;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace gor::admin
