// SPDX-License-Identifier: Apache-2.0
// The decoder of the record format: a stream of bytes into messages (docs/file-format.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gor/message.hpp"
#include "gor/payload.hpp"

#include "http/framer.hpp"

namespace gor {

/// Accepts bytes in pieces of any size, and returns each record as soon as its bytes show where it ends; the result
/// does not depend on the pieces. A record without a length ends where the next one is seen to begin, or with the
/// stream, where its separator may be missing. A record that ends before its message does is damaged. Never blocks. One
/// thread. Holds about `message_limit` bytes at most, however large a record is.
class RecordDecoder {
 public:
  struct Damage {
    std::uint64_t offset;  ///< of the record's first byte in the stream
    std::string what;
  };

  explicit RecordDecoder(std::size_t message_limit) : message_limit_(message_limit) {}

  /// A buffer of at least `least` bytes for the next bytes of the stream; valid until the next call of any function.
  std::span<char> room(std::size_t least);
  /// Says that `bytes` were written to the room.
  void commit(std::size_t bytes) noexcept { filled_ += bytes; }
  /// Copies bytes from elsewhere.
  void feed(std::string_view bytes);
  /// Marks missing bytes: the record so far is damaged; what follows begins a record or continues one.
  void break_off(std::string_view why);
  /// No more bytes will come.
  void end() noexcept { at_end_ = true; }

  /// The next complete record. Empty if more bytes are needed, or at the end. Bytes between records that are not one
  /// are skipped and reported by damaged().
  std::optional<Message> next() {
    std::optional<Message> message(std::in_place);
    if (!next(*message)) message.reset();
    return message;
  }
  /// Moves the next complete record into `message`. Returns false where next() returns nothing.
  bool next(Message& message);
  /// As next(), for a peer that pauses: a separator at the end of the bytes ends its record, although a body might
  /// contain it, and although the head announces a longer message, but not if `len:` does. Frees unused memory.
  std::optional<Message> next_at_pause();
  /// Whether the current bytes are not a record and are being skipped.
  bool is_skipping() const noexcept { return !damage_.empty(); }
  /// Whether nothing of a record has arrived.
  bool is_between_records() const noexcept { return ahead().empty() && step_ == Step::metadata; }
  /// The damage skipped by the last next().
  const std::vector<Damage>& damaged() const noexcept { return damaged_; }
  /// Memory in use.
  std::size_t bytes() const noexcept { return capacity_ + head_.capacity(); }
  /// Bytes consumed so far.
  std::uint64_t offset() const noexcept { return offset_ + begin_; }
  /// Bytes received so far.
  std::uint64_t end_of_stream() const noexcept { return offset_ + filled_ + discarded_; }

 private:
  enum class Step : std::uint8_t {
    metadata,
    head,          // after the metadata line: is there a length?
    by_field,      // the metadata line has the length: a separator must follow after length_ bytes
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
  bool take(Message& message);

  const std::size_t message_limit_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // of the current record
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;  // of the buffer's first byte in the stream
  bool at_end_ = false;
  bool at_pause_ = false;
  std::vector<Damage> damaged_;

  // About the current record; places count from begin_.
  Step step_ = Step::metadata;
  Message message_;
  std::optional<std::size_t> length_;            // of the payload, by its metadata line or its head
  bool has_field_ = false;                       // the metadata line has the length
  bool is_coded_ = false;                        // the head has a Transfer-Encoding
  http::Framer framer_{http::Side::request, 0};  // for chunked payloads
  PayloadBuilder head_;                          // what the framer keeps
  std::size_t framed_ = 0;                       // bytes of the payload that the framer has seen
  std::string damage_;                           // why it is not a record; empty if it may be one
  std::size_t payload_ = 0;
  std::size_t scanned_ = 0;    // the record's separator is not before that
  std::size_t discarded_ = 0;  // bytes of the record beyond the limit
  std::size_t payload_end_ = 0;
  std::size_t record_end_ = 0;
};

}  // namespace gor
