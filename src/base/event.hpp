// SPDX-License-Identifier: Apache-2.0
// An event that makes poll(2) return, set from any thread.
#pragma once

#include <sys/eventfd.h>

#include <unistd.h>

#include "base/error.hpp"

namespace gor {

class Event {
 public:
  /// Throws StartError.
  Event() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw StartError("no file descriptors left");
  }
  ~Event() { close(descriptor_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Readable once the event is set.
  int descriptor() const noexcept { return descriptor_; }
  void set() const noexcept { eventfd_write(descriptor_, 1); }
  void clear() const noexcept {
    eventfd_t scrap = 0;
    eventfd_read(descriptor_, &scrap);
  }

 private:
  const int descriptor_;
};

}  // namespace gor
