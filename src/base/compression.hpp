// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) and zstd (RFC 8878). A compressed file is a sequence of pieces (gzip members, zstd frames), each of
// which can be decompressed alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gor {

enum class Compression : std::uint8_t { none, gzip, zstd };

/// By the extension of the name: .gz, .zst.
Compression compression_by_name(std::string_view path);
/// By the first bytes of a file; four are enough.
Compression compression_by_content(std::string_view start);

/// The offset at which a piece may begin in `bytes`; if none does, how many bytes at the front cannot belong to a
/// piece's start.
std::size_t find_piece(Compression kind, std::string_view bytes);

/// Compresses bytes into one piece.
class Compressor {
 public:
  virtual ~Compressor() = default;
  /// Valid until the next call. Throws std::bad_alloc.
  virtual std::string_view compress(std::string_view bytes) = 0;
};

/// Null for `none`.
std::unique_ptr<Compressor> make_compressor(Compression kind);

/// Decompresses a sequence of pieces.
class Decompressor {
 public:
  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool is_between_pieces = false;  ///< a file may end here
    std::string trouble = {};        ///< why decompression failed; "" if it did not
  };

  virtual ~Decompressor() = default;
  /// Decompresses until the input is used up or the output is full. Consumes and produces nothing when it needs more
  /// input. Throws std::bad_alloc.
  virtual Step step(std::string_view from, std::span<char> into) = 0;
};

/// Null for `none`.
std::unique_ptr<Decompressor> make_decompressor(Compression kind);

}  // namespace gor
