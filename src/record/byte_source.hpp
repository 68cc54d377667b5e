// SPDX-License-Identifier: Apache-2.0
// The bytes of a recording, decompressed if needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/compression.hpp"
#include "base/event.hpp"
#include "record/byte_stream.hpp"
#include "record/storage.hpp"

namespace gor {

/// Reads a file once, from its beginning: it may be a pipe. Detects the compression from the first bytes. One thread.
class ByteSource final : public ByteStream {
 public:
  /// Opens what open_source() can open. Reads nothing yet, and does not wait for a
  /// FIFO's writer. `interrupt` (may be null) must outlive this object: once it is set, a file with nothing to read
  /// counts as ended. Throws std::system_error if the file cannot be opened.
  explicit ByteSource(const std::string& path, const Event* interrupt = nullptr);
  /// Reads a file that is open.
  explicit ByteSource(std::unique_ptr<SourceFile> file);

  std::size_t read(std::span<char> into) override;
  const std::string& trouble() const noexcept override { return trouble_; }
  bool resume() override;
  bool has_resumed() const noexcept override { return has_resumed_; }
  std::uint64_t position() const noexcept override { return position_; }
  /// Of compressed data: where in the file the piece read last begins, and whether the file ends within it.
  std::uint64_t piece() const noexcept { return piece_; }
  bool is_cut_off() const noexcept { return is_cut_off_; }
  /// Whether the file is regular, and so can be read again by its name.
  bool is_regular() const noexcept { return file_->is_regular(); }
  /// As SourceFile::size().
  std::uint64_t size() const noexcept { return file_->size(); }
  /// Blocks for the first bytes.
  Compression compression();

 private:
  std::size_t read_file(std::span<char> into);
  void detect();
  void fill();
  void go_back_to(std::uint64_t offset);

  const std::unique_ptr<SourceFile> file_;
  std::uint64_t position_ = 0;
  std::unique_ptr<char[]> buffer_;  // bytes read from the file and not used yet
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;  // of the file
  bool is_detected_ = false;
  Compression compression_ = Compression::none;
  std::unique_ptr<Decompressor> decompressor_;
  bool is_between_pieces_ = true;
  std::uint64_t piece_ = 0;  // where the current piece begins in the file
  std::string trouble_;
  bool is_cut_off_ = false;
  bool has_resumed_ = false;
};

}  // namespace gor
