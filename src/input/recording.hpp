// SPDX-License-Identifier: Apache-2.0
// One recorded file, read in order of time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "record/decoder.hpp"

namespace gor {

/// The time of a file's first record, as it stands there; the earliest of all if its first line tells none. Throws
/// StartError if the file cannot be read.
Timestamp first_time_of(const std::string& path);

/// Looks a number of records ahead, up to 8 MB, and gives them sorted by time; those of the same time, and responses
/// that have none, stay where they were. One thread.
class Recording {
 public:
  /// Throws StartError if the file cannot be opened. What is damaged is logged (the first ones, with file and line) and
  /// counted as the station's figure "damaged records".
  Recording(const std::string& path, std::size_t message_limit, std::size_t read_depth, Station& station);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();

  /// When the next record was made, or empty at the end of the file.
  std::optional<Timestamp> next_time();
  /// The next record. Needs a next_time().
  Message take();

 private:
  struct Entry {
    Timestamp time;
    Message message;
  };
  void read_ahead();
  void tell_damage();
  std::uint64_t line_of(std::uint64_t offset);
  void read_file();

  const std::string path_;
  const int descriptor_;
  const std::size_t read_depth_;
  Station& station_;
  Counter& damaged_;
  RecordDecoder decoder_;
  std::deque<Entry> window_;  // sorted by time
  std::size_t window_bytes_ = 0;
  Timestamp last_time_{};    // of the record read last
  bool at_end_ = false;      // the file is read
  bool is_used_up_ = false;  // and all its records are in the window
  std::uint64_t told_ = 0;
  std::uint64_t counted_bytes_ = 0;  // for line_of: lines have been counted up to there
  std::uint64_t counted_lines_ = 0;
};

}  // namespace gor
