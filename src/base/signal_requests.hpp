// SPDX-License-Identifier: Apache-2.0
// The requests that signals make of a running gor, counted.
#pragma once

#include <atomic>

namespace gor {

/// The thread of SignalWatch counts; any thread compares with what it has seen.
struct SignalRequests {
  std::atomic<unsigned> reopen = 0;  ///< SIGHUP: open files again by their names, for log rotation
  std::atomic<unsigned> write = 0;   ///< SIGUSR1: write what is held (--output-file-on-signal)
};

}  // namespace gor
