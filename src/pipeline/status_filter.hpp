// SPDX-License-Identifier: Apache-2.0
// --http-allow-status, --http-disallow-status: which exchanges go on, by the status of their original response.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "pipeline/status_set.hpp"

namespace gor {

struct StatusFilterOptions {
  StatusSet allow;     ///< empty: all
  StatusSet disallow;  ///< counts more
  std::chrono::steady_clock::duration patience = std::chrono::minutes(1);
  std::size_t most_waiting = 10'000;
  std::shared_ptr<MemoryBudget> memory;
};

/// Comes before `next`, which outlives it. A request waits for its response, and both go on, the request first, or
/// neither. A request is given up after `patience`, when too many wait, when the memory is needed and at the end: it
/// goes on if only `disallow` is set, since nothing speaks against it. Replayed responses pass.
/// close() gives up what waits, on a thread of its own; it may take as long as `next` takes for it.
class StatusFilter : public Output {
 public:
  /// No response comes to that request: it is given up, now or when it comes. Any thread.
  virtual void give_up(const MessageId& request) = 0;
};

std::unique_ptr<StatusFilter> make_status_filter(const StatusFilterOptions& options, Output& next, Station& station);

}  // namespace gor
