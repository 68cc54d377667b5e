// SPDX-License-Identifier: Apache-2.0
// An external program that every message passes (docs/middleware.md).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

struct MiddlewareOptions {
  std::string command = {};
  bool can_wait = false;  ///< all sources can wait: so can messages from the program
  std::size_t message_limit = 5u << 20;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for waiting messages, on either side
  std::function<void()> on_given_up = [] {};                           ///< called when the program was given up
};

/// An output that starts the program and a thread.
/// - Input: messages written here go to its stdin, replayed responses before everything else that waits.
/// - Output: its stdout is the input responses(). `from` counts what comes back; metric "bad lines": not a message.
/// - Backpressure: a live message never waits. When the program is too slow it is dropped and counted in `to`. A
///   message that can wait does.
/// - Restart: when the program ends it is started again, at most five times a minute; after that the station has
///   failed.
/// - Close: close() closes its stdin after the messages taken over, waits two seconds, and then ends it. responses()
///   ends when the program has ended.
/// Throws UsageError for a malformed command, StartError when it cannot be started.
std::unique_ptr<Output> make_middleware(const MiddlewareOptions& options, StationMetrics& to, StationMetrics& from);

}  // namespace gor
