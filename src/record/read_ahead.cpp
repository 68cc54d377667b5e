// SPDX-License-Identifier: Apache-2.0
#include "record/read_ahead.hpp"

#include <algorithm>
#include <cstring>
#include <system_error>
#include <utility>

namespace gor {

ReadAhead::ReadAhead(std::unique_ptr<ByteStream> source) : source_(std::move(source)), thread_([this] { run(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::size_t ReadAhead::read(std::span<char> into) {
  while (piece_ == nullptr || begin_ == piece_->size) {
    if (piece_ != nullptr && piece_->size == 0) {
      trouble_ = piece_->trouble;
      return 0;
    }
    take_piece();
  }
  const std::size_t size = std::min(into.size(), piece_->size - begin_);
  std::memcpy(into.data(), piece_->bytes.get() + begin_, size);
  begin_ += size;
  return size;
}

bool ReadAhead::resume() {
  if (!piece_->continues) return false;
  trouble_.clear();
  has_resumed_ = true;
  take_piece();
  return true;
}

// Releases the current piece, and waits for the next one. There is one, unless the current piece ends the file.
void ReadAhead::take_piece() {
  std::unique_lock lock(mutex_);
  if (piece_ != nullptr) {
    ++released_;
    changed_.notify_all();
  }
  changed_.wait(lock, [this] { return filled_ > released_; });
  piece_ = &pieces_[released_ % kPieces];
  begin_ = 0;
}

void ReadAhead::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return filled_ - released_ < kPieces || is_stopped_; });
    if (is_stopped_) return;
    Piece& piece = pieces_[filled_ % kPieces];
    lock.unlock();
    fill(piece);
    const bool is_last = piece.size == 0 && !piece.continues;
    lock.lock();
    ++filled_;
    changed_.notify_all();
    if (is_last) return;
  }
}

void ReadAhead::fill(Piece& piece) {
  piece.size = 0;
  piece.continues = false;
  try {
    piece.size = source_->read({piece.bytes.get(), kReadSize});
    if (piece.size == 0) {
      piece.trouble = source_->trouble();
      piece.continues = source_->resume();
    }
  } catch (const std::system_error& error) {
    piece.trouble = error.what();
  }
  piece.position = source_->position();
}

}  // namespace gor
