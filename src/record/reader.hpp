// SPDX-License-Identifier: Apache-2.0
// A reader of one recording, record by record, in file order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gor/message.hpp"

#include "record/byte_source.hpp"
#include "record/decoder.hpp"

namespace gor {

/// Reads plain and compressed files. Holds little more than one record of `message_limit` bytes. One thread.
class RecordReader {
 public:
  /// Called with each skipped part: the offset of its first (decompressed) byte, and why.
  using Tell = std::function<void(std::uint64_t offset, std::string_view why)>;

  /// "-" is stdin. `interrupt`: as for ByteSource. Throws std::system_error.
  RecordReader(const std::string& path, std::size_t message_limit, Tell tell_damage, const Event* interrupt = nullptr);

  /// Reads a file that is open; `path` is for messages.
  RecordReader(std::string path, std::unique_ptr<SourceFile> file, std::size_t message_limit, Tell tell_damage);

  /// Leaves reading and decompressing to a thread of its own. Call it before next().
  void read_ahead();

  /// The next record; empty at the end, or if the file cannot be read any further. After damage in compressed data it
  /// continues with the next piece. Blocks as the file does.
  std::optional<Message> next() {
    std::optional<Message> message(std::in_place);
    if (!next(*message)) message.reset();
    return message;
  }
  /// Moves the next record into `message`. Returns false where next() returns nothing.
  bool next(Message& message);
  /// "x.gor:17", file and line, or "x.gor, byte 4711" if the file cannot be read again. Reads on from the place it was
  /// last asked for.
  std::string place_of(std::uint64_t offset);
  /// Bytes of the file read so far.
  std::uint64_t position() const noexcept { return source_->position(); }

 private:
  const std::string path_;
  const bool is_regular_;
  std::unique_ptr<ByteStream> source_;
  RecordDecoder decoder_;
  const Tell tell_damage_;
  bool at_end_ = false;

  struct Lines {
    explicit Lines(const std::string& path) : source(path) {}
    ByteSource source;
    std::uint64_t bytes = 0;
    std::uint64_t lines = 0;
  };
  std::optional<Lines> counted_;  // for place_of()
};

}  // namespace gor
