// SPDX-License-Identifier: Apache-2.0
// The output of --causal: holds a request until the replayed response to its session's previous one has arrived
// (docs/causal.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "causal/session_keys.hpp"
#include "pipeline/route.hpp"

namespace gor {

struct GateOptions {
  SessionKeys keys = SessionKeys();
  std::chrono::steady_clock::duration patience = std::chrono::seconds(10);
  std::size_t most_waiting = 100'000;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);
  /// Called with a request that was released and gets no recorded response. Any thread.
  std::function<void(const MessageId&)> unanswered = [](const MessageId&) {};
};

/// Placed before `next`, whose output and stages must outlive it; starts a thread.
/// - Per session one request is in flight, with a ticket (Message::ticket). The next one is released when the last
///   owner of the ticket has gone, or after `patience` (metric "overdue").
/// - A recorded response is released after its request, a replayed one after the recorded one, if there is one.
/// - A waiting session holds nothing else up. When too much waits in total, a recording waits and a live request is
///   dropped.
/// - After close() no requests come, and nothing waits for recorded responses any more.
std::unique_ptr<Output> make_gate(const GateOptions& options, Route next, StationMetrics& station);

}  // namespace gor
