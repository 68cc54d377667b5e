// SPDX-License-Identifier: Apache-2.0
// Writes messages as records to a file or to stdout, on a thread of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

namespace gor {

struct FileOutputOptions {
  std::string path = {};
  bool append = false;  ///< to the file itself; else to the next chunk: name_0.ext, name_1.ext, ...
  std::chrono::nanoseconds flush_interval = std::chrono::seconds(1);
  std::size_t queue_bytes = 64u << 20;
};

/// Opens the file, with missing folders; a last record that lacks its separator gets it. Throws StartError. While it
/// runs, records that cannot be written are counted as failed, and the station as a whole has failed; what is on disk
/// ends with a whole record.
std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, Station& station);

/// Each record goes out at once. A reader that stalls fills the queue and nothing else.
std::unique_ptr<Output> make_stdout_output(std::size_t queue_bytes, Station& station);

/// The chunk that comes after those that are there: "a/b.gor" → "a/b_3.gor" (docs/file-format.md).
std::string next_chunk_path(const std::string& path);

}  // namespace gor
