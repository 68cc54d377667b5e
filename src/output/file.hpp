// SPDX-License-Identifier: Apache-2.0
// Records messages to a file.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"

namespace gor {

struct FileOutputOptions {
  std::string path = {};
  bool append = false;  ///< to the file itself; else to the next chunk: name_0.ext, name_1.ext, ...
  std::chrono::nanoseconds flush_interval = std::chrono::seconds(1);
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for what waits and is under way
};

/// Opens the file, with missing folders; a last record that lacks its separator gets it. Throws StartError. While it
/// runs it is a record writer.
std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, Station& station);

}  // namespace gor
