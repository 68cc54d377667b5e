// SPDX-License-Identifier: Apache-2.0
// The end of a pipeline as data: which outputs finish together, in which order.
#pragma once

#include <vector>

#include "gor/output.hpp"

#include "app/emitter_group.hpp"

namespace gor::app {

/// A step of the end, after the inputs have been stopped.
struct Phase {
  std::vector<Output*> closed = {};  ///< finish what they have taken over
  std::vector<Output*> idle = {};    ///< then these are waited for
  EmitterGroup* emitters = nullptr;  ///< then these, whose inputs end with the closed outputs; may be null
  bool gives_up_without_progress = true;
  bool joins = true;  ///< the closed outputs are joined; else at the very end, since they may wait for later ones
};

/// The parts of a pipeline that finish. Null for those that it does not have.
struct Parts {
  Output* gate = nullptr;
  Output* middleware = nullptr;
  Output* status_filter = nullptr;
  std::vector<Output*> replays = {};  ///< outputs that may have responses
  std::vector<Output*> sinks = {};    ///< outputs that take these
  EmitterGroup* responses = nullptr;  ///< of the replays
  EmitterGroup* returned = nullptr;   ///< of the middleware
};

/// In pipeline order.
std::vector<Phase> phases_of(const Parts& parts);

}  // namespace gor::app
