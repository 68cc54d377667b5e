// SPDX-License-Identifier: Apache-2.0
// Emitters, each on a thread of its own, and word of when all of them have ended.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "pipeline/emitter.hpp"

namespace gor::app {

class EmitterGroup {
 public:
  EmitterGroup() = default;
  /// Waits as join() does.
  ~EmitterGroup() { join(); }
  EmitterGroup(const EmitterGroup&) = delete;
  EmitterGroup& operator=(const EmitterGroup&) = delete;

  /// Before start(). All of it outlives the group.
  void add(Input& input, std::vector<Stage*> stages, Output& output);
  /// `at_end` is called once, on a thread of the group, when all inputs have ended; not for an empty group. Throws
  /// std::system_error when there is no thread left for one of them; the others run.
  void start(std::function<void()> at_end);

  /// Whether all have ended, at `until` at the latest. True for an empty group.
  bool wait_until(std::chrono::steady_clock::time_point until);
  /// Blocks until all that were started have ended.
  void join();

 private:
  void one_has_ended();

  std::deque<Emitter> emitters_;
  std::vector<std::thread> threads_;
  std::function<void()> at_end_;
  std::mutex mutex_;
  std::condition_variable all_ended_;
  std::size_t running_ = 0;
};

}  // namespace gor::app
