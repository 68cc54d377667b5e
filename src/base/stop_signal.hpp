// SPDX-License-Identifier: Apache-2.0
// The signal to stop, with its cause, and the process signals that raise it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/event.hpp"

namespace gor {

/// Any thread may raise it; main waits for it.
class StopSignal {
 public:
  enum class Cause { signal, end_of_inputs };
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `at_signal` is called when a signal is raised, on the raising thread.
  explicit StopSignal(std::function<void()> at_signal = [] {}) : at_signal_(std::move(at_signal)) {}

  void announce(Cause cause);
  /// Blocks until it is raised, or until `until`: empty then. A signal takes precedence over the end of the inputs.
  std::optional<Cause> wait_until(TimePoint until);
  /// Blocks until a signal is raised (true), or until `until`.
  bool wait_for_signal_until(TimePoint until);

 private:
  const std::function<void()> at_signal_;
  std::mutex mutex_;
  std::condition_variable announced_;
  bool signal_ = false;
  bool end_of_inputs_ = false;
};

/// Blocks SIGINT, SIGTERM and SIGHUP for this thread and those it will start, and receives them on its own thread: the
/// first raises the stop, the second ends the process at once with 128 + its number. The same signal again within a
/// second counts as the first. Create it before any other thread.
class SignalWatch {
 public:
  /// `reopen` is called for SIGHUP, on the watch's thread, if the process has no controlling terminal. With one, SIGHUP
  /// means that the terminal was closed, and stops the process like the other signals; so it does if `reopen` is null.
  /// `write` is called for SIGUSR1, which is not received if `write` is null.
  explicit SignalWatch(StopSignal& stop, std::function<void()> reopen = nullptr, std::function<void()> write = nullptr);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  void watch();

  StopSignal& stop_;
  const std::function<void()> reopen_;
  const std::function<void()> write_;
  int signals_ = -1;
  const Event end_of_watch_;
  std::thread thread_;
};

}  // namespace gor
