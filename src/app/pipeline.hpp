// SPDX-License-Identifier: Apache-2.0
// The objects that build() creates and run() operates.
#pragma once

#include <memory>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"
#include "gor/output.hpp"
#include "gor/stage.hpp"

#include "app/emitter_group.hpp"
#include "app/progress.hpp"
#include "causal/correlation.hpp"
#include "net/own_connections.hpp"
#include "pipeline/status_filter.hpp"

namespace gor::app {

/// Members refer only to members before them.
struct Pipeline {
  Ledger ledger;
  net::OwnConnections own_connections;
  std::unique_ptr<Correlation> correlation;  ///< shared by stages; may be null
  std::vector<std::unique_ptr<Stage>> stages;
  /// Outputs that may have responses: closed first, because the other outputs take these responses.
  std::vector<std::unique_ptr<Output>> replays;
  std::vector<std::unique_ptr<Output>> sinks;
  std::unique_ptr<Output> fan_out;              ///< to all outputs; null for a single output
  std::unique_ptr<StatusFilter> status_filter;  ///< comes before the outputs; may be null
  std::unique_ptr<Output> middleware;           ///< comes before the status filter; may be null
  std::unique_ptr<Output> gate;                 ///< comes before the middleware; may be null
  std::vector<std::unique_ptr<Input>> inputs;
  EmitterGroup sources;            ///< one emitter per input
  EmitterGroup responses;          ///< one per replay output with responses
  EmitterGroup returned;           ///< one for the middleware's output
  std::vector<Replay> recordings;  ///< the inputs that replay recordings
};

}  // namespace gor::app
