// SPDX-License-Identifier: Apache-2.0
// An output that prints messages to stdout as records.
#pragma once

#include <functional>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

/// Each record is written at once. `reader_gone` is called once, on the output's thread, when stdout has no reader any
/// more; from then on messages are dropped and counted.
std::unique_ptr<Output> make_stdout_output(std::shared_ptr<MemoryBudget> memory, std::function<void()> reader_gone,
                                           StationMetrics& station);

}  // namespace gor
