// SPDX-License-Identifier: Apache-2.0
// The deletion of a recording's oldest files (--output-file-keep).
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

#include "gor/ledger.hpp"

#include "base/limited_log.hpp"
#include "record/keep.hpp"
#include "record/path_template.hpp"
#include "record/recorded_files.hpp"

namespace gor {

/// Knows the files of earlier runs from the start, and those of its own output as they are completed. One thread.
class Retention {
 public:
  using TimePoint = std::chrono::system_clock::time_point;

  /// `station` must outlive it.
  Retention(Keep keep, PathTemplate names, bool are_chunks, StationMetrics& station);

  /// The file is written again: it is not deleted until it is complete.
  void opened(const std::string& path);
  void completed(const std::string& path, std::uint64_t size, TimePoint now);
  /// Deletes the oldest files until what is left is within the limit. `open_bytes`: the size of the files that are
  /// open.
  void apply(std::uint64_t open_bytes, TimePoint now);

 private:
  bool is_too_much(std::uint64_t open_bytes, TimePoint now) const;

  const Keep keep_;
  const PathTemplate names_;
  Counter& deleted_;
  LimitedLog log_;
  std::deque<RecordedFile> files_;  // the oldest first
  std::uint64_t bytes_ = 0;         // of them
};

}  // namespace gor
