// SPDX-License-Identifier: Apache-2.0
// A recording that is being written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

#include "base/compression.hpp"
#include "base/deadline.hpp"
#include "record/sink.hpp"

namespace gor {

/// Compressed where its name asks for it. Gathers records and writes them together: each flush() is a piece that can be
/// read by itself, so whatever ends the process, what was flushed can be read. One thread.
class RecordFile {
 public:
  enum class Mode {
    append,     ///< to what is there, whose end is repaired (repair_end())
    extend,     ///< the same to what has ended properly, or is no regular file
    begin_new,  ///< fails with EEXIST if it is there
  };

  /// "-" is stdout. Makes missing folders; the file is the owner's alone (recordings hold what users send). Throws
  /// std::system_error; EWOULDBLOCK: another process writes the file. `deadline`: as of RecordSink.
  RecordFile(std::string path, Mode mode, const Deadline& deadline);

  /// A file without a name, which it takes over.
  RecordFile(int descriptor, Compression compression, const Deadline& deadline);

  void add(const Message& message);
  /// Something else that is to be in the file.
  void add(std::string_view bytes) { gathered_ += bytes; }
  /// Bytes that wait to be written, not compressed.
  std::size_t gathered() const noexcept { return gathered_.size(); }
  /// Writes what was gathered: all of it, or nothing. Forgets it either way. 0 or an errno. A file that was deleted
  /// meanwhile is begun anew.
  int flush();

  const std::string& path() const noexcept { return path_; }
  /// Bytes of the file, with what was there before.
  std::uint64_t size() const noexcept { return size_; }
  /// Records added since it was opened, but for those that could not be written.
  std::uint64_t records() const noexcept { return written_records_ + gathered_records_; }

 private:
  void open(Mode mode);

  const std::string path_;
  const Deadline& deadline_;
  const std::unique_ptr<Compressor> compressor_;
  std::optional<RecordSink> sink_;
  std::string gathered_;
  std::uint64_t size_ = 0;
  std::uint64_t written_records_ = 0;
  std::uint64_t gathered_records_ = 0;
};

}  // namespace gor
