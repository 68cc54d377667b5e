// SPDX-License-Identifier: Apache-2.0
// Several outputs as one: each gets its own copy of every message.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "pipeline/branch.hpp"

namespace gor {

/// Counts the copies. Closing is the outputs' own affair: it holds nothing.
std::unique_ptr<Output> make_fan_out(std::vector<Branch> branches, Station& station);

}  // namespace gor
