// SPDX-License-Identifier: Apache-2.0
// Writes messages as records to a descriptor, on a thread of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

struct RecordWriterOptions {
  int descriptor;          ///< passes to the writer; stdout stays open
  std::string start = {};  ///< is written before the first record
  std::chrono::nanoseconds flush_interval{0};
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for what waits and is under way
  /// Called once on the writer's thread when a pipe has lost its reader; from then on messages are dropped, and
  /// counted. Without it that is a failure as any other.
  std::function<void()> reader_gone = {};
};

/// Records that cannot be written are counted as failed, and the station as a whole has failed; a file ends with a
/// whole record. A reader of a pipe that stalls fills the queue and nothing else.
std::unique_ptr<Output> make_record_writer(RecordWriterOptions options, Station& station);

}  // namespace gor
