// SPDX-License-Identifier: Apache-2.0
// One recorded file, read in order of time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "record/reader.hpp"

namespace gor {

/// How far recordings are looked ahead.
struct LookAhead {
  static constexpr std::size_t kMostBytes = std::size_t{8} << 20;

  std::size_t records;    ///< of each
  std::size_t bytes = 0;  ///< of all together, now
};

/// Looks a number of records ahead, as long as all recordings together hold no more than 8 MB, and gives them sorted by
/// time; those of the same time, and responses that have none, stay where they were. One thread.
class Recording {
 public:
  /// `interrupt`: as of ByteSource. Throws std::system_error if the file cannot be opened. What is damaged is logged
  /// (the first ones, with file and line) and counted as the station's figure "damaged records".
  Recording(const std::string& path, std::size_t message_limit, LookAhead& look_ahead, Station& station,
            const Event& interrupt);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();

  /// When the next record was made, or empty at the end of the file.
  std::optional<Timestamp> next_time();
  /// The next record. Needs a next_time().
  Message take();

  /// Bytes of the file read so far.
  std::uint64_t position() const noexcept { return reader_.position(); }
  /// Requests read so far whose time is before that of the one before them.
  std::uint64_t out_of_order() const noexcept { return out_of_order_; }

 private:
  struct Entry {
    Entry(Timestamp at, Message&& taken) : time(at), message(std::move(taken)) {}
    Timestamp time;
    Message message;
  };
  void read_ahead();
  void tell_damage(std::uint64_t offset, std::string_view why);

  const std::string path_;
  LookAhead& look_ahead_;
  Counter& damaged_;
  RecordReader reader_;
  std::deque<Entry> window_;  // sorted by time
  Timestamp last_time_{};     // of the record read last
  bool at_end_ = false;       // all records are in the window
  std::uint64_t out_of_order_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace gor
