// SPDX-License-Identifier: Apache-2.0
#include "record/byte_source.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace gor {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} * 1024;
constexpr std::size_t kMagic = 4;

}  // namespace

ByteSource::ByteSource(const std::string& path, const Event* interrupt) : ByteSource(open_source(path, interrupt)) {}

ByteSource::ByteSource(std::unique_ptr<SourceFile> file)
    : file_(std::move(file)), buffer_(std::make_unique_for_overwrite<char[]>(kBuffer)) {}

Compression ByteSource::compression() {
  detect();
  return compression_;
}

void ByteSource::detect() {
  if (std::exchange(is_detected_, true)) return;
  while (end_ < kMagic && !at_end_) fill();
  compression_ = compression_by_content({buffer_.get(), end_});
  decompressor_ = make_decompressor(compression_);
}

std::size_t ByteSource::read(std::span<char> into) {
  detect();
  if (decompressor_ == nullptr) {
    if (begin_ == end_) return read_file(into);
    const std::size_t size = std::min(into.size(), end_ - begin_);
    std::memcpy(into.data(), buffer_.get() + begin_, size);
    begin_ += size;
    return size;
  }
  while (trouble_.empty()) {
    if (begin_ == end_) fill();
    if (is_between_pieces_ && begin_ < end_) piece_ = position_ - (end_ - begin_);
    const Decompressor::Step step = decompressor_->step({buffer_.get() + begin_, end_ - begin_}, into);
    begin_ += step.consumed;
    if (step.consumed + step.produced > 0) is_between_pieces_ = step.is_between_pieces;
    if (!step.trouble.empty()) trouble_ = "the compressed data is damaged: " + step.trouble;
    if (step.produced > 0) return step.produced;
    if (step.consumed == 0 && at_end_ && begin_ == end_) break;
  }
  if (!is_between_pieces_ && trouble_.empty()) {
    trouble_ = "the compressed data is cut off";
    is_cut_off_ = true;
  }
  return 0;
}

bool ByteSource::resume() {
  if (decompressor_ == nullptr || trouble_.empty() || is_cut_off_) return false;
  // The decompressor may have consumed the beginning of the next piece before it noticed the damage.
  if (is_regular()) go_back_to(piece_ + 1);
  while (true) {
    const std::size_t found = find_piece(compression_, {buffer_.get() + begin_, end_ - begin_});
    begin_ += found;
    if (end_ - begin_ >= kMagic) break;
    if (at_end_) return false;
    fill();
  }
  decompressor_ = make_decompressor(compression_);
  is_between_pieces_ = has_resumed_ = true;
  trouble_.clear();
  return true;
}

void ByteSource::go_back_to(std::uint64_t offset) {
  file_->seek(offset);
  position_ = offset;
  begin_ = end_ = 0;
  at_end_ = false;
}

void ByteSource::fill() {
  if (at_end_) return;
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= std::exchange(begin_, 0);
  end_ += read_file({buffer_.get() + end_, kBuffer - end_});
}

std::size_t ByteSource::read_file(std::span<char> into) {
  std::size_t got = 0;
  try {
    if (!at_end_) got = file_->read(into);
  } catch (const std::system_error& error) {
    trouble_ = "it cannot be read: " + words_of(error);
  }
  at_end_ = got == 0;
  position_ += got;
  return got;
}

}  // namespace gor
