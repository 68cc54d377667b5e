// SPDX-License-Identifier: Apache-2.0
// A file descriptor that takes whole records, or says why not.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/deadline.hpp"

namespace gor {

/// Owns the descriptor (but never closes stdout). One thread.
class RecordSink {
 public:
  /// A pipe or terminal whose reader stalls is given up at the deadline, which outlives the sink.
  RecordSink(int descriptor, const Deadline& deadline);
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  ~RecordSink();

  /// All or, as far as the file allows, nothing: what was written of it in part is taken back. 0 or an errno;
  /// ETIMEDOUT when the time to give up came first.
  int write(std::string_view bytes);
  bool is_regular() const noexcept { return is_regular_; }
  /// A regular file that has no name any more: whatever is written is lost.
  bool is_deleted() const noexcept;
  /// Bytes of a regular file; 0 for anything else.
  std::uint64_t size() const noexcept;

 private:
  const int descriptor_;
  const Deadline& deadline_;
  bool is_regular_ = false;
};

}  // namespace gor
