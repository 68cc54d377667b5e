// SPDX-License-Identifier: Apache-2.0
// Everything that build() has made and run() sets in motion.
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

/// A member may refer to those before it.
struct Pipeline {
  Ledger ledger;
  net::OwnConnections own_connections;
  std::unique_ptr<Correlation> correlation;  ///< what some of the stages share; perhaps none
  std::vector<std::unique_ptr<Stage>> stages;
  /// Outputs that may have responses: closed first, since the sinks take those.
  std::vector<std::unique_ptr<Output>> replays;
  std::vector<std::unique_ptr<Output>> sinks;
  std::unique_ptr<Output> fan_out;              ///< to all of both; none for a single output
  std::unique_ptr<StatusFilter> status_filter;  ///< before what the sources write to; perhaps none
  std::unique_ptr<Output> middleware;           ///< before all of that; perhaps none
  std::unique_ptr<Output> gate;                 ///< holds requests back before all of that; perhaps none
  std::vector<std::unique_ptr<Input>> inputs;
  EmitterGroup sources;            ///< an emitter for each of `inputs`
  EmitterGroup responses;          ///< one for each of `replays` that has responses
  EmitterGroup returned;           ///< one for what comes back from the middleware
  std::vector<Replay> recordings;  ///< those of `inputs` that replay some
};

}  // namespace gor::app
