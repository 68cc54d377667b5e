// SPDX-License-Identifier: Apache-2.0
// The sink of --split-output: several outputs share the traffic.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/sink.hpp"

#include "pipeline/route.hpp"

namespace gor {

enum class SplitBy {
  request,  ///< in turn
  session,  ///< all messages of a TCP session (the first 16 characters of the id) go to the same output
};

/// Each request goes to one route, and its response to the same one, as far as RecentVerdicts knows it; replayed
/// responses go to every route that takes them. Holds no message.
std::unique_ptr<Sink> make_splitter(std::vector<Route> routes, SplitBy by, StationMetrics& station);

}  // namespace gor
