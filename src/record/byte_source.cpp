// SPDX-License-Identifier: Apache-2.0
#include "record/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/waiting.hpp"

namespace gor {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} * 1024;
constexpr std::size_t kMagic = 4;

std::unique_ptr<StoredFile> open_stored(const std::string& path) {
  Storage* const storage = storage_of(path);
  return storage == nullptr ? nullptr : storage->open(path);
}

int open_file(const std::string& path) {
  const int descriptor = open_to_read(path);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category());
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return descriptor;
}

bool is_regular_file(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return false;
  if (S_ISDIR(status.st_mode)) {
    close(descriptor);
    throw std::system_error(EISDIR, std::generic_category());
  }
  return S_ISREG(status.st_mode);
}

}  // namespace

ByteSource::ByteSource(const std::string& path, const Event* interrupt)
    : stored_(open_stored(path)),
      descriptor_(stored_ ? -1 : open_file(path)),
      interrupt_(interrupt),
      is_regular_(stored_ || is_regular_file(descriptor_)),
      buffer_(std::make_unique_for_overwrite<char[]>(kBuffer)) {}

ByteSource::~ByteSource() {
  if (descriptor_ >= 0) close(descriptor_);
}

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
  if (is_regular_) go_back_to(piece_ + 1);
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
  if (stored_) {
    stored_->seek(offset);
  } else {
    lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET);
  }
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

std::size_t ByteSource::read_stored(std::span<char> into) {
  std::size_t got = 0;
  try {
    if (!at_end_) got = stored_->read(into, interrupt_);
  } catch (const StorageError& error) {
    trouble_ = "it cannot be read: " + error.text();
  }
  at_end_ = got == 0;
  position_ += got;
  return got;
}

std::size_t ByteSource::read_file(std::span<char> into) {
  if (stored_) return read_stored(into);
  ssize_t got = -1;
  while (got < 0 && !at_end_) {
    if (!is_regular_ && !wait_until_readable(descriptor_, interrupt_)) break;
    got = ::read(descriptor_, into.data(), into.size());
    if (got < 0 && errno != EINTR && errno != EAGAIN) {
      trouble_ = std::string("it cannot be read: ") + std::strerror(errno);
      break;
    }
  }
  at_end_ = got <= 0;
  position_ += static_cast<std::uint64_t>(std::max<ssize_t>(got, 0));
  return static_cast<std::size_t>(std::max<ssize_t>(got, 0));
}

}  // namespace gor
