// SPDX-License-Identifier: Apache-2.0
// The data that the views of one run read.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/memory_budget.hpp"

namespace gor::report {

/// Stations take messages, or finish those that they have, or have ended.
enum class RunState { running, draining, ended };
std::string_view name_of(RunState state);

/// Any thread reads; the state may change meanwhile.
struct Source {
  Ledger& ledger;
  const MemoryBudget& memory;
  std::string version = {};
  std::vector<std::string> command_line = {};  ///< without secrets
  Timestamp started = wall_clock_now();
  std::atomic<RunState> state{RunState::running};
};

}  // namespace gor::report
