// SPDX-License-Identifier: Apache-2.0
// Everything that build() has made and run() sets in motion.
#pragma once

#include <memory>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "app/emitter_group.hpp"
#include "net/own_connections.hpp"
#include "pipeline/limiter.hpp"

namespace gor::app {

/// A member may refer to those before it.
struct Pipeline {
  Ledger ledger;
  net::OwnConnections own_connections;
  std::vector<std::unique_ptr<Limiter>> limiters;
  /// Outputs that may have responses: closed first, since the sinks take those.
  std::vector<std::unique_ptr<Output>> replays;
  std::vector<std::unique_ptr<Output>> sinks;
  std::vector<std::unique_ptr<Input>> inputs;
  EmitterGroup sources;    ///< an emitter for each of `inputs`
  EmitterGroup responses;  ///< one for each of `replays` that has responses
};

}  // namespace gor::app
