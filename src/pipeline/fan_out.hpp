// SPDX-License-Identifier: Apache-2.0
// Several outputs as one: each gets its own copy of every message.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/output.hpp"
#include "gor/stage.hpp"

namespace gor {

/// One of the outputs, and what its copies pass before it. The pointers outlive the fan-out.
struct Branch {
  Output* output = nullptr;
  std::vector<Stage*> stages = {};
  /// An output that makes replayed responses is not given any.
  bool takes_replayed_responses = true;
};

/// Counts the copies. Closing is the outputs' own affair: it holds nothing.
std::unique_ptr<Output> make_fan_out(std::vector<Branch> branches, Station& station);

}  // namespace gor
