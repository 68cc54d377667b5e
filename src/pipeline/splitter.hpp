// SPDX-License-Identifier: Apache-2.0
// --split-output: several outputs share the traffic.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "pipeline/branch.hpp"

namespace gor {

enum class SplitBy {
  request,  ///< in turn
  session,  ///< all messages of a TCP session (the first 16 characters of the id) go to the same output
};

/// Each request goes to one branch, and its response to the same one, as far as RequestMemory knows it; replayed
/// responses go to every branch that takes them. Closing is the outputs' own affair: it holds nothing.
std::unique_ptr<Output> make_splitter(std::vector<Branch> branches, SplitBy by, Station& station);

}  // namespace gor
