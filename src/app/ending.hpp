// SPDX-License-Identifier: Apache-2.0
// Why gor ends, told by whoever knows it, and the signals that tell it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/event.hpp"

namespace gor::app {

/// Any thread may announce an end; main waits for it.
class Ending {
 public:
  enum class Cause { signal, end_of_inputs };
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `at_signal` is called when a signal is announced, by whoever announces it.
  explicit Ending(std::function<void()> at_signal = [] {}) : at_signal_(std::move(at_signal)) {}

  void announce(Cause cause);
  /// Blocks until an end is announced, or `until`: nothing then. A signal counts more than the end of the inputs.
  std::optional<Cause> wait_until(TimePoint until);
  /// Blocks until a signal is announced (true), or `until`.
  bool wait_for_signal_until(TimePoint until);

 private:
  const std::function<void()> at_signal_;
  std::mutex mutex_;
  std::condition_variable announced_;
  bool signal_ = false;
  bool end_of_inputs_ = false;
};

/// Blocks SIGINT, SIGTERM and SIGHUP for this thread and those that it will start, and takes them on a thread of its
/// own: the first announces the end, the second ends the process at once with 128 + its number. The same signal again
/// within a second is still the first. Make it before any other thread.
class SignalWatch {
 public:
  /// `reopen` is called for SIGHUP, on the watch's thread, if the process has no controlling terminal. With one, the
  /// terminal was closed, and SIGHUP ends the process like the other signals; so it does if `reopen` is null.
  explicit SignalWatch(Ending& ending, std::function<void()> reopen = nullptr);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  void watch();

  Ending& ending_;
  const std::function<void()> reopen_;
  int signals_ = -1;
  const Event end_of_watch_;
  std::thread thread_;
};

}  // namespace gor::app
