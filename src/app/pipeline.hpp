// SPDX-License-Identifier: Apache-2.0
// The objects that build() creates and run() operates.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"
#include "gor/output.hpp"
#include "gor/stage.hpp"

#include "app/emitter_group.hpp"
#include "app/phase.hpp"
#include "base/memory_budget.hpp"
#include "causal/correlation.hpp"
#include "net/own_connections.hpp"

namespace gor::app {

/// Members refer only to members before them.
struct Pipeline {
  Pipeline() = default;
  ~Pipeline() {
    while (!holders.empty()) holders.pop_back();
  }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  Ledger ledger;
  std::shared_ptr<MemoryBudget> memory;
  net::OwnConnections own_connections;
  std::unique_ptr<Correlation> correlation;  ///< shared by stages; may be null
  std::vector<std::unique_ptr<Stage>> stages;
  std::vector<std::unique_ptr<Output>> outputs;
  std::unique_ptr<Sink> distribution;            ///< to all outputs; null for a single output
  std::vector<std::unique_ptr<Output>> holders;  ///< between inputs and outputs; each writes to earlier ones
  std::vector<std::unique_ptr<Input>> inputs;
  EmitterGroup sources;              ///< one emitter per input
  std::deque<EmitterGroup> returns;  ///< for messages that outputs and holders return
  std::vector<Phase> phases;         ///< of the end, after the inputs have been stopped
};

}  // namespace gor::app
