// SPDX-License-Identifier: Apache-2.0
#include "gor/per_thread.hpp"

#include <bitset>
#include <mutex>
#include <utility>

namespace gor {
namespace {

class Parts {
 public:
  /// A free part, or the shared one.
  std::size_t take() noexcept {
    const std::lock_guard lock(mutex_);
    std::size_t part = 0;
    while (part < kThreadsWithParts && taken_[part]) ++part;
    taken_[part] = true;
    return part;
  }
  void release(std::size_t part) noexcept {
    const std::lock_guard lock(mutex_);
    taken_[part] = false;
  }

 private:
  std::mutex mutex_;
  std::bitset<kThreadsWithParts + 1> taken_;
};

constinit Parts parts;

/// Takes a part for its thread, and gives it back at the thread's end. What the thread counts after that goes to the
/// shared part.
struct Possession {
  Possession() noexcept { part_of_thread = parts.take(); }
  ~Possession() { parts.release(std::exchange(part_of_thread, kThreadsWithParts)); }
  Possession(const Possession&) = delete;
  Possession& operator=(const Possession&) = delete;
};

}  // namespace

std::size_t take_part() noexcept {
  thread_local const Possession possession;
  return part_of_thread;
}

}  // namespace gor
