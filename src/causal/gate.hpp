// SPDX-License-Identifier: Apache-2.0
// --causal: a request goes on only when the replayed response to its session's previous one is there
// (docs/middleware.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "causal/session_keys.hpp"
#include "pipeline/branch.hpp"

namespace gor {

struct GateOptions {
  SessionKeys keys = SessionKeys();
  std::chrono::steady_clock::duration patience = std::chrono::seconds(10);
  std::size_t most_waiting = 100'000;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);
  /// Told of a request that has gone on and to which no recorded response comes. Any thread.
  std::function<void(const MessageId&)> unanswered = [](const MessageId&) {};
};

/// Stands before `next`, whose output and stages outlive it, and starts a thread. Requests of one session go on one at
/// a time, each with a ticket (Message::ticket); the next one when nobody holds that any more, or after `patience`,
/// which the figure "overdue" counts. A recorded response goes on behind its request, a replayed one behind the
/// recorded one, where there are any. A session that waits holds nothing else up; when all together too much waits, a
/// recording waits and a live request is dropped. Behind close() no more requests come, and nothing waits for recorded
/// responses any more.
std::unique_ptr<Output> make_gate(const GateOptions& options, Branch next, Station& station);

}  // namespace gor
