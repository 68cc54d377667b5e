// SPDX-License-Identifier: Apache-2.0
#include "app/emitter_group.hpp"

#include <utility>

namespace gor::app {

void EmitterGroup::add(Input& input, std::vector<Stage*> stages, Sink& output) {
  emitters_.emplace_back(input, std::move(stages), output);
}

void EmitterGroup::start(std::function<void()> at_end) {
  at_end_ = std::move(at_end);
  running_ = emitters_.size();
  for (Emitter& emitter : emitters_) {
    threads_.emplace_back([this, &emitter] {
      emitter.run();
      one_has_ended();
    });
  }
}

bool EmitterGroup::wait_until(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return all_ended_.wait_until(lock, until, [this] { return running_ == 0; });
}

void EmitterGroup::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void EmitterGroup::one_has_ended() {
  {
    std::lock_guard lock(mutex_);
    if (--running_ > 0) return;
    all_ended_.notify_all();
  }
  at_end_();
}

}  // namespace gor::app
