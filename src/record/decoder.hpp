// SPDX-License-Identifier: Apache-2.0
// Bytes of a stream → records (docs/file-format.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"
#include "gor/payload.hpp"

#include "http/framer.hpp"

namespace gor {

/// Takes bytes as they come, in pieces of any size, and returns each record as soon as its bytes show where it ends:
/// the records do not depend on the pieces. A record without a length ends where the next one is seen to begin, or with
/// the stream, where it may lack its separator; one that ends before its message does is damaged. Never blocks. One
/// thread. Holds at most about `message_limit` bytes, however large a record is.
class RecordDecoder {
 public:
  struct Damage {
    std::uint64_t offset;  ///< of the record's first byte in the stream
    std::string what;
  };

  explicit RecordDecoder(std::size_t message_limit) : message_limit_(message_limit) {}

  /// Room for at least so many bytes of the stream, to be written there; valid until the next call of any function.
  std::span<char> room(std::size_t least);
  /// So many bytes have been written to the room.
  void commit(std::size_t bytes) noexcept { filled_ += bytes; }
  /// The same for bytes that are somewhere else.
  void feed(std::string_view bytes);
  /// Bytes are missing here: what has come of a record is damaged, and another record begins, or the middle of one.
  void break_off(std::string_view why);
  /// No more bytes will come.
  void end() noexcept { at_end_ = true; }

  /// The next whole record, or empty: more bytes are needed, or it was the end. What lies between that is none is told
  /// to damaged(), and skipped.
  std::optional<Message> next();
  /// The same where the other side pauses: a separator that nothing follows ends its record, although a body might
  /// contain it, and although a longer message was announced, unless by `len:`. Gives back the memory that nothing is
  /// in.
  std::optional<Message> next_at_pause();
  /// What is at hand is no record, and is being skipped.
  bool is_skipping() const noexcept { return !damage_.empty(); }
  /// Nothing of a record has come.
  bool is_between_records() const noexcept { return ahead().empty() && step_ == Step::metadata; }
  /// The damage that the last next() has skipped.
  const std::vector<Damage>& damaged() const noexcept { return damaged_; }
  /// Memory that it takes.
  std::size_t bytes() const noexcept { return capacity_ + head_.capacity(); }
  /// Bytes used up so far.
  std::uint64_t offset() const noexcept { return offset_ + begin_; }
  /// Bytes that have come so far.
  std::uint64_t end_of_stream() const noexcept { return offset_ + filled_ + discarded_; }

 private:
  enum class Step : std::uint8_t {
    metadata,
    head,          // after the metadata line: is there a length?
    by_field,      // the metadata line has the length: a separator must stand after length_ bytes
    by_length,     // the head has it: a separator is expected there
    by_chunks,     // a separator is expected after the last chunk
    by_separator,  // the first separator that ends a record is looked for
  };
  enum class Progress : std::uint8_t { more_needed, made, found };

  std::string_view ahead() const noexcept { return {buffer_.get() + begin_, filled_ - begin_}; }
  Progress advance();
  Progress read_metadata();
  Progress read_head();
  Progress find_end_by_field();
  Progress find_end_by_length();
  Progress find_end_by_chunks();
  std::optional<Progress> separator_at(std::size_t at);
  bool must_guess() const;
  Progress find_end_by_separator();
  Progress judge_separator(std::size_t at);
  Progress end_of_stream_at(std::size_t payload_end);
  void forget_excess();
  Progress damage(std::string what);
  Progress found(std::size_t payload_end, std::size_t record_end);
  std::optional<Message> take();

  const std::size_t message_limit_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // of the record at hand
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;  // of the buffer's first byte in the stream
  bool at_end_ = false;
  bool at_pause_ = false;
  std::vector<Damage> damaged_;

  // Of the record at hand; places count from begin_.
  Step step_ = Step::metadata;
  Message message_;
  std::optional<std::size_t> length_;            // of the payload, as its metadata line or its head says
  bool has_field_ = false;                       // its metadata line says it
  bool is_coded_ = false;                        // it has a Transfer-Encoding
  http::Framer framer_{http::Side::request, 0};  // of a coded one
  PayloadBuilder head_;                          // what the framer keeps
  std::size_t framed_ = 0;                       // bytes of the payload that the framer has seen
  std::string damage_;                           // why it is none; empty if it is one
  std::size_t payload_ = 0;
  std::size_t scanned_ = 0;    // no separator ends the record before that
  std::size_t discarded_ = 0;  // bytes of it that were too many to keep
  std::size_t payload_end_ = 0;
  std::size_t record_end_ = 0;
};

}  // namespace gor
