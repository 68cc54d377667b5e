// SPDX-License-Identifier: Apache-2.0
// The bytes of a recording, whether it is compressed or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/compression.hpp"

namespace gor {

/// Reads a file from its beginning; what it begins with tells how it is compressed. One thread.
class ByteSource {
 public:
  /// "-" is stdin. Throws std::system_error if it cannot be opened or read.
  explicit ByteSource(const std::string& path);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  /// The next bytes, decompressed: how many were put at the beginning of `into`, which is not empty. 0 at the end, or
  /// where it cannot go on: then trouble() says why. Blocks as the file does.
  std::size_t read(std::span<char> into);
  /// Why it ended before the end of the file; empty if it did not.
  const std::string& trouble() const noexcept { return trouble_; }

  /// Bytes of the file read so far, as they are in the file.
  std::uint64_t position() const noexcept { return position_; }
  Compression compression() const noexcept { return compression_; }

 private:
  std::size_t read_file(std::span<char> into);
  void fill();

  const int descriptor_;
  std::uint64_t position_ = 0;
  std::unique_ptr<char[]> buffer_;  // what was read of the file and not used yet
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;  // of the file
  Compression compression_ = Compression::none;
  std::unique_ptr<Decompressor> decompressor_;
  bool is_between_pieces_ = true;
  std::string trouble_;
};

}  // namespace gor
