// SPDX-License-Identifier: Apache-2.0
#include "record/sink.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/stat.h>

#include <limits.h>
#include <unistd.h>

#include "base/waiting.hpp"

namespace gor {

RecordSink::RecordSink(int descriptor, const Deadline& deadline) : descriptor_(descriptor), deadline_(deadline) {
  struct stat status {};
  is_regular_ = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

RecordSink::~RecordSink() {
  if (descriptor_ != STDOUT_FILENO) close(descriptor_);
}

int RecordSink::write(std::string_view bytes) {
  const off_t start = is_regular_ ? lseek(descriptor_, 0, SEEK_END) : -1;
  while (!bytes.empty()) {
    const std::size_t size = is_regular_ ? bytes.size() : std::min<std::size_t>(bytes.size(), PIPE_BUF);
    int error = is_regular_ || wait_until_writable(descriptor_, deadline_) ? 0 : ETIMEDOUT;
    if (error == 0) {
      const ssize_t written = ::write(descriptor_, bytes.data(), size);
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
        continue;
      }
      error = errno;
    }
    if (error == EINTR || error == EAGAIN) continue;
    if (start >= 0 && ftruncate(descriptor_, start) != 0) return errno;
    return error;
  }
  return 0;
}

bool RecordSink::is_deleted() const noexcept {
  struct stat status {};
  return is_regular_ && fstat(descriptor_, &status) == 0 && status.st_nlink == 0;
}

std::uint64_t RecordSink::size() const noexcept {
  struct stat status {};
  return is_regular_ && fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace gor
