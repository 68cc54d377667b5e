// SPDX-License-Identifier: Apache-2.0
// A sink that gives each of several outputs a copy of every message.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/sink.hpp"

#include "pipeline/route.hpp"

namespace gor {

/// Counts the copies. Holds no message.
std::unique_ptr<Sink> make_fan_out(std::vector<Route> routes, StationMetrics& station);

}  // namespace gor
