// SPDX-License-Identifier: Apache-2.0
// An output that gives each of several outputs a copy of every message.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "pipeline/route.hpp"

namespace gor {

/// Counts the copies. Holds no message; the outputs are closed by their owner.
std::unique_ptr<Output> make_fan_out(std::vector<Route> routes, StationMetrics& station);

}  // namespace gor
