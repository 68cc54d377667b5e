// SPDX-License-Identifier: Apache-2.0
// An external program that all messages go through (docs/middleware.md).
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
  bool can_wait = false;  ///< all sources can: so can what the program sends
  std::size_t message_limit = 5u << 20;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for what waits, on either side
  std::function<void()> over = [] {};                                  ///< called when it has been given up
};

/// Starts the program and a thread. What is written goes to its stdin, replayed responses before what else waits; its
/// stdout is the input responses(). A live message never waits: when the program is too slow it is dropped and counted
/// in `to`; one that can wait does. `from` counts what comes back; figure "bad lines" what is no message. When the
/// program ends it is started anew, five times a minute at most; after that the station has failed. close() ends its
/// stdin behind what was taken over, gives it two seconds, and then ends it; responses() ends when it has ended. Throws
/// UsageError for a command that is none, StartError when it cannot be started.
std::unique_ptr<Output> make_middleware(const MiddlewareOptions& options, Station& to, Station& from);

}  // namespace gor
