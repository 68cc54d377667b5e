// SPDX-License-Identifier: Apache-2.0
// Several recorded files, merged in order of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "input/recording.hpp"

namespace gor {

struct RecordingOptions {
  std::vector<std::string> paths;
  std::size_t read_depth = 100;  ///< records looked ahead in each file, and sorted by time
  std::size_t message_limit = 5u << 20;
};

/// The files that the paths name: a file (even if its name looks like a pattern), a pattern of glob(7), or, for a
/// missing path with existing chunks name_0.ext, name_1.ext, ..., these. "-" is stdin. Throws StartError if there is
/// none.
std::vector<std::string> files_of(const std::vector<std::string>& paths);

/// A regular file is open only from the time of its first record to its last one; anything else is opened at once, and
/// once. One thread.
class RecordingSet {
 public:
  /// Looks into each file. Throws StartError for one that is missing or cannot be read.
  RecordingSet(const RecordingOptions& options, StationMetrics& station);

  /// Moves the next message into `message`, and returns its time, or that of the one before it if it has none. Empty at
  /// the end. A file that can no longer be opened fails the station; the others continue.
  std::optional<Timestamp> next(Message& message);
  /// Returns to the beginning. Only if can_rewind().
  void rewind();
  /// False for pipes, which cannot be read again.
  bool can_rewind() const noexcept;
  /// Ends waits for a pipe's bytes, now and in future. Any thread.
  void interrupt() const noexcept { interrupt_.set(); }

  std::size_t files() const noexcept { return files_.size(); }
  /// Total size of the files at the start; 0 for those without a size.
  std::uint64_t size() const noexcept { return size_; }
  /// Bytes read since the last rewind().
  std::uint64_t position() const;
  /// The sum of Recording::out_of_order().
  std::uint64_t out_of_order() const;

 private:
  struct File {
    Timestamp first;
    std::size_t number;  // position on the command line
    std::string path;
    bool is_compressed;
    std::unique_ptr<Recording> pipe;  // null: a regular file
  };
  struct Open {
    Timestamp next;
    std::size_t number;  // of the file: orders records of equal time as the command line does
    std::unique_ptr<Recording> recording;
  };
  static bool is_later(const Open& a, const Open& b);
  void add_file(const std::string& path);
  void open_next();
  void close(const Recording& recording);

  const RecordingOptions options_;
  StationMetrics& station_;
  const Event interrupt_;
  LookAhead look_ahead_;
  std::vector<File> files_;  // by the time of their first record
  std::uint64_t size_ = 0;
  std::size_t opened_ = 0;  // how many of files_ have been opened
  std::vector<Open> open_;  // a heap, the earliest at its front
  std::uint64_t closed_bytes_ = 0;
  std::uint64_t closed_out_of_order_ = 0;
};

}  // namespace gor
