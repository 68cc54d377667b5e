// SPDX-License-Identifier: Apache-2.0
// The run of a pipeline: start, wait for the end, stop in pipeline order (docs/architecture.md, "Threads and
// shutdown").
#pragma once

#include <chrono>

#include "app/pipeline.hpp"
#include "app/watch.hpp"
#include "base/stop_signal.hpp"

namespace gor::app {

struct RunOptions {
  /// 0: runs until a signal or the end of the inputs.
  std::chrono::nanoseconds exit_after{0};
  /// How long finishing may take after a signal or exit_after.
  std::chrono::nanoseconds drain_timeout = std::chrono::seconds(5);
  /// After the end of the inputs, finishing may take any time, but no longer than this without progress.
  std::chrono::nanoseconds patience = std::chrono::seconds(10);
};

/// Blocks until everything has ended; the calling thread keeps `watch` up to date meanwhile. Throws StartError, with
/// everything stopped, if a thread cannot be created.
void run(Pipeline& pipeline, const RunOptions& options, StopSignal& stop, Watch& watch);

}  // namespace gor::app
