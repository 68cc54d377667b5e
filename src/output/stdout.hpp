// SPDX-License-Identifier: Apache-2.0
// Prints messages as a recording has them.
#pragma once

#include <functional>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

/// A record writer; each record goes out at once. `reader_gone` is called once, on the writer's thread, when nobody
/// reads stdout any more; from then on messages are dropped, and counted.
std::unique_ptr<Output> make_stdout_output(std::shared_ptr<MemoryBudget> memory, std::function<void()> reader_gone,
                                           Station& station);

}  // namespace gor
