// SPDX-License-Identifier: Apache-2.0
// The record form of a message: in files, on stdout and between programs (docs/file-format.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"

namespace gor {

/// Stands behind every payload: a line feed, three emoji, a line feed.
inline constexpr std::string_view kRecordSeparator = "\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88\xF0\x9F\x99\x89\n";

/// Appends the metadata line with its line feed.
void append_metadata(std::string& to, const Message& message);
/// Appends the whole record: metadata line, payload, separator.
void append_record(std::string& to, const Message& message);

/// Reads a metadata line (without its line feed) into `message`, whose payload it leaves alone. False if it is none.
bool parse_metadata(std::string_view line, Message& message);

/// Cuts records from a stream of bytes. One thread. Holds at most about `message_limit` bytes, however large a record
/// is.
class RecordReader {
 public:
  /// Reads up to `size` bytes to `buffer`; 0 at the end. Blocks.
  using Source = std::function<std::size_t(char* buffer, std::size_t size)>;
  struct Damage {
    std::uint64_t offset;  ///< of the record's first byte in the stream
    std::string what;
  };

  RecordReader(Source source, std::size_t message_limit);

  /// The next whole record, or empty at the end. What lies between that is none is told to damaged(), and skipped.
  std::optional<Message> next();
  /// The damage that the last next() has skipped.
  const std::vector<Damage>& damaged() const noexcept { return damaged_; }
  /// Bytes used up so far.
  std::uint64_t offset() const noexcept { return offset_ + position_; }

 private:
  struct Extent {
    std::size_t payload_end;  // from position_
    std::size_t record_end;   // behind the separator
  };

  std::string_view ahead() const noexcept { return {buffer_.data() + position_, filled_ - position_}; }
  bool fill(std::size_t bytes);
  void skip_damaged(std::string what);
  Message take(Message message, std::size_t payload);
  std::optional<std::size_t> length_of(std::string_view payload, MessageType type) const;
  std::optional<Extent> end_by_length(std::size_t payload, std::size_t length);
  Extent end_by_separator(std::size_t payload, std::size_t keep);
  std::optional<Extent> separator_at(std::size_t at, bool must_be_followed);

  Source source_;
  const std::size_t message_limit_;
  std::vector<char> buffer_;
  std::size_t position_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;   // of the buffer's first byte in the stream
  std::size_t discarded_ = 0;  // bytes of the record at hand that were too many to keep
  bool at_end_ = false;
  std::vector<Damage> damaged_;
};

}  // namespace gor
