// SPDX-License-Identifier: Apache-2.0
// One recorded file, read in order of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/paged_deque.hpp"
#include "record/reader.hpp"

namespace gor {

/// The look-ahead that all recordings share.
struct LookAhead {
  static constexpr std::size_t kMostBytes = std::size_t{8} << 20;

  std::size_t records;    ///< per recording
  std::size_t bytes = 0;  ///< current total of all recordings
};

/// Looks some records ahead, as long as all recordings together hold at most 8 MB, and returns them sorted by time.
/// Records of equal time, and responses without a time, keep their order. One thread.
class Recording {
 public:
  /// `interrupt`: as for ByteSource. Throws std::system_error if the file cannot be opened. Damage is logged (the first
  /// places, with file and line) and counted as metric "damaged records".
  Recording(const std::string& path, std::size_t message_limit, LookAhead& look_ahead, StationMetrics& station,
            const Event& interrupt);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();

  /// As RecordReader::read_ahead().
  void decompress_ahead() { reader_.read_ahead(); }

  /// The time of the next record; empty at the end of the file.
  std::optional<Timestamp> next_time();
  /// Moves the next record into `message`. Only if next_time() is not empty.
  void take(Message& message);

  /// Bytes of the file read so far.
  std::uint64_t position() const noexcept { return reader_.position(); }
  /// Requests read so far that are earlier than the one before them.
  std::uint64_t out_of_order() const noexcept { return out_of_order_; }

 private:
  struct Entry {
    Timestamp time;
    Message message;
  };
  void read_ahead();
  void sort_last();
  void tell_damage(std::uint64_t offset, std::string_view why);

  const std::string path_;
  LookAhead& look_ahead_;
  Counter& damaged_;
  RecordReader reader_;
  PagedDeque<Entry> window_;  // sorted by time
  Timestamp last_time_{};     // of the record that was read last
  bool at_end_ = false;       // all records are in the window
  std::uint64_t out_of_order_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace gor
