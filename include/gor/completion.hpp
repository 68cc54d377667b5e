// SPDX-License-Identifier: Apache-2.0
// The end of a message, as its source or a gate gets to know it.
#pragma once

#include <atomic>

namespace gor {

/// Shared by all copies of a message. A derived class reports in its destructor, once, when the last owner is gone: all
/// copies are written, answered or dropped.
class Completion {
 public:
  Completion() = default;
  virtual ~Completion() = default;
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;

  /// A copy was lost: it could not be delivered, and was not dropped on purpose. Any thread.
  void fail() const noexcept { has_failed_.store(true, std::memory_order_relaxed); }
  bool has_failed() const noexcept { return has_failed_.load(std::memory_order_relaxed); }

 private:
  mutable std::atomic<bool> has_failed_{false};
};

}  // namespace gor
