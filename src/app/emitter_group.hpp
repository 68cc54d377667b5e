// SPDX-License-Identifier: Apache-2.0
// A group of emitters, each on its own thread, that reports when all have ended.
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

  /// Call it before start(). The arguments must outlive the group.
  void add(Input& input, std::vector<Stage*> stages, Sink& output);
  /// `at_end` is called once, on a thread of the group, when all inputs have ended; not for an empty group. Throws
  /// std::system_error if a thread cannot be created; the emitters started before keep running.
  void start(std::function<void()> at_end);

  /// Waits for all to end, at most until `until`; true if they have. True for an empty group.
  bool wait_until(std::chrono::steady_clock::time_point until);
  /// Blocks until all started emitters have ended.
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
