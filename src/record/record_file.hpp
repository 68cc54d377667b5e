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

/// Compressed if its name says so. Gathers records and writes them together. Each flush() is a piece that can be read
/// alone, so flushed records survive however the process ends. One thread.
class RecordFile {
 public:
  enum class Mode {
    append,     ///< to the existing file, whose end is repaired (repair_end())
    extend,     ///< to a file that ends properly or is not regular
    begin_new,  ///< fails with EEXIST if the file exists
  };

  /// "-" is stdout. Creates missing folders. Only the owner may read the file: recordings hold users' data. Throws
  /// std::system_error; EWOULDBLOCK: another process writes the file. `deadline`: as for RecordSink.
  RecordFile(std::string path, Mode mode, const Deadline& deadline);

  /// For a file without a name; takes the descriptor over.
  RecordFile(int descriptor, Compression compression, const Deadline& deadline);

  void add(const Message& message);
  /// Adds bytes that are not a record.
  void add(std::string_view bytes) { gathered_ += bytes; }
  /// Bytes that wait to be written, before compression.
  std::size_t gathered() const noexcept { return gathered_.size(); }
  /// Writes everything gathered, or nothing; forgets it either way. Returns 0 or an errno. Creates the file again if it
  /// was deleted meanwhile.
  int flush();

  const std::string& path() const noexcept { return path_; }
  /// Size of the file, with earlier content.
  std::uint64_t size() const noexcept { return size_; }
  /// Records added since it was opened, except those that could not be written.
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
