// SPDX-License-Identifier: Apache-2.0
#include "record/local_file.hpp"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/waiting.hpp"

namespace gor {
namespace {

[[noreturn]] void fail(int error) {
  throw std::system_error(error, std::generic_category());
}

}  // namespace

LocalFile::LocalFile(const std::string& path, const Event* interrupt)
    : descriptor_(open_to_read(path)), interrupt_(interrupt) {
  if (descriptor_ < 0) fail(errno);
  posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) return;
  if (S_ISDIR(status.st_mode)) {
    close(descriptor_);
    fail(EISDIR);
  }
  inode_ = status.st_ino;
  is_regular_ = S_ISREG(status.st_mode);
  if (is_regular_) size_ = static_cast<std::uint64_t>(status.st_size);
}

LocalFile::~LocalFile() {
  close(descriptor_);
}

std::size_t LocalFile::read(std::span<char> into) {
  while (true) {
    if (!is_regular_ && !wait_until_readable(descriptor_, interrupt_)) return 0;
    const ssize_t got = ::read(descriptor_, into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR && errno != EAGAIN) fail(errno);
  }
}

void LocalFile::seek(std::uint64_t offset) {
  lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET);
}

}  // namespace gor
