// SPDX-License-Identifier: Apache-2.0
// An output that records messages to files (docs/recordings.md).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "record/keep.hpp"

namespace gor {

struct FileOutputOptions {
  std::string path = {};      ///< a PathTemplate
  std::string instance = {};  ///< replaces %i in it
  bool append = false;        ///< to the file itself instead of chunks: name_0.ext, name_1.ext, ...
  std::chrono::nanoseconds flush_interval = std::chrono::seconds(1);
  std::uint64_t size_limit = std::uint64_t{32} << 20;     ///< size of a full chunk in the file
  std::int64_t queue_limit = 256;                         ///< records of a full chunk; 0: no limit
  std::uint64_t max_size_limit = std::uint64_t{1} << 40;  ///< total of all bytes that the output writes
  /// Counts requests to reopen files by name, or to start the next chunk: for log rotation. A request takes effect
  /// within a second. May be null; outlives the output.
  const std::atomic<unsigned>* reopenings = nullptr;
  /// The oldest files of this recording beyond this limit are deleted.
  Keep keep = {};
  /// If it is set: no file is opened and nothing is written until this count of requests grows. Then what `keep` allows
  /// is written, from memory; no file is deleted. Outlives the output.
  const std::atomic<unsigned>* write_requests = nullptr;
  /// Called with each chunk once it is complete and closed, on the output's thread. May be empty.
  std::function<void(const std::string& path)> on_chunk = {};
  std::function<void()> on_size_limit = [] {};  ///< called once, on the output's thread, at max_size_limit
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for messages that are not written yet
};

/// Opens the file, unless its name depends on the messages. Throws StartError. Messages that cannot be written later
/// count as failed and fail the station; the next flush tries again. A file always ends with a complete record.
std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, StationMetrics& station);

}  // namespace gor
