// SPDX-License-Identifier: Apache-2.0
// A file descriptor that is written record by record, completely or not at all.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/deadline.hpp"

namespace gor {

/// Owns the descriptor (but never closes stdout). One thread.
class RecordSink {
 public:
  /// A pipe or terminal whose reader stalls is given up at the deadline. `deadline` must outlive the sink.
  RecordSink(int descriptor, const Deadline& deadline);
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  ~RecordSink();

  /// Writes everything or, as far as the file allows, nothing: a partial write is undone. Returns 0 or an errno;
  /// ETIMEDOUT when the deadline came first.
  int write(std::string_view bytes);
  bool is_regular() const noexcept { return is_regular_; }
  /// A regular file without a name: everything written to it is lost.
  bool is_deleted() const noexcept;
  /// Size of a regular file; 0 for anything else.
  std::uint64_t size() const noexcept;

 private:
  const int descriptor_;
  const Deadline& deadline_;
  bool is_regular_ = false;
};

}  // namespace gor
