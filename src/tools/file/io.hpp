// SPDX-License-Identifier: Apache-2.0
// The input and output of tools for recordings.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"

#include "base/deadline.hpp"
#include "format/formats.hpp"
#include "record/reader.hpp"
#include "record/record_file.hpp"

namespace gor::tools {

using format::kMessageLimit;

/// All records of several files in sequence, in file order. Logs damage, with file and line, and counts it.
class Records {
 public:
  /// `paths` as RecordingOptions::paths. Throws StartError if such a file does not exist.
  explicit Records(const std::vector<std::string>& paths);

  /// Empty at the end. Throws StartError for a file that cannot be opened.
  std::optional<Message> next();

  std::size_t files() const noexcept { return files_; }
  std::uint64_t bytes() const noexcept { return bytes_ + (reader_ ? reader_->position() : 0); }
  std::uint64_t damaged() const noexcept { return damaged_; }

 private:
  void open_next();

  std::deque<std::string> waiting_;
  const std::size_t files_;
  std::optional<RecordReader> reader_;
  std::uint64_t bytes_ = 0;
  std::uint64_t damaged_ = 0;
};

/// A new file, or stdout for "-".
class Writer {
 public:
  /// Throws StartError, also if the file exists.
  explicit Writer(const std::string& path);

  void add(const Message& message);
  void add(std::string_view text);
  /// Writes everything added; call it after the last add(). Throws StartError, as add() does.
  void finish();

 private:
  void flush_if_large();

  const Deadline never_;
  std::optional<RecordFile> file_;
};

}  // namespace gor::tools
