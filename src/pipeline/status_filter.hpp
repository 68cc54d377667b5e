// SPDX-License-Identifier: Apache-2.0
// The output of --http-allow-status and --http-disallow-status: passes exchanges by the status of their recorded
// response.
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
  StatusSet disallow;  ///< overrides `allow`
  std::chrono::steady_clock::duration patience = std::chrono::minutes(1);
  std::size_t most_waiting = 10'000;
  std::shared_ptr<MemoryBudget> memory;
};

/// Placed before `next`, which must outlive it. Holds a request until its response comes; then both pass, the request
/// first, or neither. A request is given up after `patience`, when too many wait, when the memory is needed and at the
/// end: it then passes only if no status has to be allowed. Replayed responses pass. close() gives up waiting requests
/// on a thread of its own, which may take as long as `next` takes for them.
class StatusFilter : public Output {
 public:
  /// Says that no response comes to that request: it is given up, now or when it arrives. Any thread.
  virtual void give_up(const MessageId& request) = 0;
};

std::unique_ptr<StatusFilter> make_status_filter(const StatusFilterOptions& options, Sink& next,
                                                 StationMetrics& station);

}  // namespace gor
