// SPDX-License-Identifier: Apache-2.0
// The bytes of a recording, read and decompressed ahead by a thread of their own.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "record/byte_stream.hpp"

namespace gor {

/// Holds 512 KB.
class ReadAhead final : public ByteStream {
 public:
  /// Starts the thread, which alone uses `source` from then on.
  explicit ReadAhead(std::unique_ptr<ByteStream> source);
  ~ReadAhead() override;

  std::size_t read(std::span<char> into) override;
  const std::string& trouble() const noexcept override { return trouble_; }
  bool resume() override;
  bool has_resumed() const noexcept override { return has_resumed_; }
  /// Up to 512 KB more than has been read here.
  std::uint64_t position() const noexcept override { return piece_ == nullptr ? 0 : piece_->position; }

 private:
  static constexpr std::size_t kPieces = 4;
  struct Piece {
    std::unique_ptr<char[]> bytes = std::make_unique_for_overwrite<char[]>(kReadSize);
    std::size_t size = 0;  // 0: reading has ended
    std::uint64_t position = 0;
    std::string trouble = {};  // why it has, if too early
    bool continues = false;    // with the next piece, after damage
  };
  void run();
  void fill(Piece& piece);
  void take_piece();

  const std::unique_ptr<ByteStream> source_;
  std::array<Piece, kPieces> pieces_;  // used in turn
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t filled_ = 0;    // pieces so far
  std::size_t released_ = 0;  // of these, the ones that are read
  bool is_stopped_ = false;
  // Of the reader:
  Piece* piece_ = nullptr;
  std::size_t begin_ = 0;
  std::string trouble_;
  bool has_resumed_ = false;
  std::thread thread_;
};

}  // namespace gor
