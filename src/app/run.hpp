// SPDX-License-Identifier: Apache-2.0
// Starts a pipeline, waits for its end and stops it, from left to right (docs/architecture.md, "Threads and shutdown").
#pragma once

#include <chrono>

#include "app/ending.hpp"
#include "app/pipeline.hpp"

namespace gor::app {

struct RunOptions {
  /// 0: until a signal or the end of the inputs.
  std::chrono::nanoseconds exit_after{0};
  /// How long everything may take to finish after a signal or exit_after.
  std::chrono::nanoseconds drain_timeout = std::chrono::seconds(5);
  /// At the end of the inputs the outputs may take as long as they like, but not this long without any progress.
  std::chrono::nanoseconds patience = std::chrono::seconds(10);
  /// Of recordings, on stderr.
  bool show_progress = false;
};

/// Blocks until everything has ended. The calling thread logs, once a second, what the ledger has new. Throws
/// StartError, with everything stopped, when the system has no thread left.
void run(Pipeline& pipeline, const RunOptions& options, Ending& ending);

}  // namespace gor::app
