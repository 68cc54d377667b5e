// SPDX-License-Identifier: Apache-2.0
// Generated traffic, for trying things out.
#pragma once

#include <chrono>
#include <memory>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

namespace gor {

/// Makes one `GET /` request and its response per `interval`, until stop().
std::unique_ptr<Input> make_dummy_input(StationMetrics& station,
                                        std::chrono::nanoseconds interval = std::chrono::seconds(1));

}  // namespace gor
