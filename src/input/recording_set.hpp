// SPDX-License-Identifier: Apache-2.0
// Several recorded files as one, in order of time.
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

/// The files that paths name: a file (even where its name looks like a pattern), a pattern of glob(7), or for a path
/// that is not there while name_0.ext, name_1.ext, ... are, these. "-" is stdin. Throws StartError if there is none.
std::vector<std::string> files_of(const std::vector<std::string>& paths);

/// Merges by time. A regular file is open from the time of its first record until its last one; anything else is opened
/// at once, and once. One thread.
class RecordingSet {
 public:
  struct Entry {
    Timestamp time;  ///< the message's, or that of the one before it where it has none
    Message message;
  };

  /// Looks into each file. Throws StartError for one that is not there or cannot be read.
  RecordingSet(const RecordingOptions& options, Station& station);

  /// Empty at the end. A file that can no longer be opened fails the station, and the others go on.
  std::optional<Entry> next();
  /// Back to the beginning. Only where can_rewind().
  void rewind();
  /// Pipes cannot be read again.
  bool can_rewind() const noexcept;
  /// What waits for a pipe's bytes ends, now and from now on. Any thread.
  void interrupt() const noexcept { interrupt_.set(); }

  std::size_t files() const noexcept { return files_.size(); }
  /// Bytes of all files, as they were at first; 0 for what has no size.
  std::uint64_t size() const noexcept { return size_; }
  /// Bytes read of them so far, since the last rewind().
  std::uint64_t position() const;
  /// As of Recording, of all files.
  std::uint64_t out_of_order() const;

 private:
  struct File {
    Timestamp first;
    std::size_t number;  // as they were named
    std::string path;
    std::unique_ptr<Recording> pipe;  // null: a regular file
  };
  struct Open {
    Timestamp next;
    std::size_t number;  // of the file: what is of the same time comes in the order in which they were named
    std::unique_ptr<Recording> recording;
  };
  static bool is_later(const Open& a, const Open& b);
  void add_file(const std::string& path);
  void open_next();
  void close(const Recording& recording);

  const RecordingOptions options_;
  Station& station_;
  const Event interrupt_;
  LookAhead look_ahead_;
  std::vector<File> files_;  // by the time of their first record
  std::uint64_t size_ = 0;
  std::size_t opened_ = 0;  // so many of them were
  std::vector<Open> open_;  // a heap, the earliest at its front
  std::uint64_t closed_bytes_ = 0;
  std::uint64_t closed_out_of_order_ = 0;
};

}  // namespace gor
