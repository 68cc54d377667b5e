// SPDX-License-Identifier: Apache-2.0
// The contract of a source of a recording's bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gor {

/// The usual size of a read: it stays in the caches until it is cut into records.
inline constexpr std::size_t kReadSize = std::size_t{128} << 10;

/// One thread.
class ByteStream {
 public:
  ByteStream() = default;
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// Puts the next bytes at the beginning of `into`, which must not be empty; returns their number. 0 at the end, or if
  /// reading failed: see trouble(). Blocks as the file does.
  virtual std::size_t read(std::span<char> into) = 0;
  /// Why reading ended before the end of the file; "" if it did not.
  virtual const std::string& trouble() const noexcept = 0;
  /// After damage in compressed data: skips to the next piece that may be intact. Bytes are then missing before the
  /// next read(). False if no such piece follows.
  virtual bool resume() = 0;
  virtual bool has_resumed() const noexcept = 0;
  /// Bytes of the file read so far (compressed ones, if it is compressed).
  virtual std::uint64_t position() const noexcept = 0;
};

}  // namespace gor
