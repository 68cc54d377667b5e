// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) and zstd (RFC 8878). What is compressed is a row of pieces, members or frames as these call them,
// each of which is whole by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gor {

enum class Compression : std::uint8_t { none, gzip, zstd };

/// As the name asks for it: .gz, .zst.
Compression compression_by_name(std::string_view path);
/// As the first bytes of a file tell it; four are enough.
Compression compression_by_content(std::string_view start);

/// Where a piece may begin in `bytes`; if nowhere, how many of them cannot belong to the beginning of one.
std::size_t find_piece(Compression kind, std::string_view bytes);

/// Bytes → a piece.
class Compressor {
 public:
  virtual ~Compressor() = default;
  /// Valid until the next call. Throws std::bad_alloc.
  virtual std::string_view compress(std::string_view bytes) = 0;
};

/// Null for `none`.
std::unique_ptr<Compressor> make_compressor(Compression kind);

/// Pieces → bytes.
class Decompressor {
 public:
  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool is_between_pieces = false;  ///< a file may end here
    std::string trouble = {};        ///< why it cannot go on, if it cannot
  };

  virtual ~Decompressor() = default;
  /// As much as there is of the one and room in the other. Neither consumed nor produced: it needs more. Throws
  /// std::bad_alloc.
  virtual Step step(std::string_view from, std::span<char> into) = 0;
};

/// Null for `none`.
std::unique_ptr<Decompressor> make_decompressor(Compression kind);

}  // namespace gor
