// SPDX-License-Identifier: Apache-2.0
#include "record/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace gor {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} * 1024;
constexpr std::size_t kMagic = 4;

int open_file(const std::string& path) {
  const int descriptor = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category());
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return descriptor;
}

}  // namespace

ByteSource::ByteSource(const std::string& path)
    : descriptor_(open_file(path)), buffer_(std::make_unique_for_overwrite<char[]>(kBuffer)) {
  while (end_ < kMagic && !at_end_) fill();
  if (!trouble_.empty()) {
    const int error = errno;
    close(descriptor_);
    throw std::system_error(error, std::generic_category());
  }
  compression_ = compression_by_content({buffer_.get(), end_});
  decompressor_ = make_decompressor(compression_);
}

ByteSource::~ByteSource() {
  close(descriptor_);
}

std::size_t ByteSource::read(std::span<char> into) {
  if (decompressor_ == nullptr) {
    if (begin_ == end_) return read_file(into);
    const std::size_t size = std::min(into.size(), end_ - begin_);
    std::memcpy(into.data(), buffer_.get() + begin_, size);
    begin_ += size;
    return size;
  }
  while (trouble_.empty()) {
    if (begin_ == end_) fill();
    const Decompressor::Step step = decompressor_->step({buffer_.get() + begin_, end_ - begin_}, into);
    begin_ += step.consumed;
    if (step.consumed + step.produced > 0) is_between_pieces_ = step.is_between_pieces;
    if (!step.trouble.empty()) trouble_ = "the compressed data is damaged: " + step.trouble;
    if (step.produced > 0) return step.produced;
    if (step.consumed == 0 && at_end_ && begin_ == end_) break;
  }
  if (!is_between_pieces_ && trouble_.empty()) trouble_ = "the compressed data is cut off";
  return 0;
}

void ByteSource::fill() {
  if (at_end_) return;
  if (begin_ == end_) begin_ = end_ = 0;
  end_ += read_file({buffer_.get() + end_, kBuffer - end_});
}

std::size_t ByteSource::read_file(std::span<char> into) {
  ssize_t got = 0;
  do {
    got = at_end_ ? 0 : ::read(descriptor_, into.data(), into.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) trouble_ = std::string("it cannot be read: ") + std::strerror(errno);
  at_end_ = got <= 0;
  position_ += static_cast<std::uint64_t>(std::max<ssize_t>(got, 0));
  return static_cast<std::size_t>(std::max<ssize_t>(got, 0));
}

}  // namespace gor
