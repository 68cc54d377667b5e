// SPDX-License-Identifier: Apache-2.0
#include "record/followed_file.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <sys/stat.h>

namespace gor {
namespace {

// A writer flushes once a second.
constexpr std::chrono::milliseconds kPause{100};

}  // namespace

FollowedFile::FollowedFile(const std::string& path, bool at_end, Hooks hooks)
    : path_(path), hooks_(std::move(hooks)), file_(path, nullptr) {
  if (at_end) file_.seek(file_.size());
}

std::size_t FollowedFile::read(std::span<char> into) {
  while (true) {
    // Asked before the last read: what was written until then is in the file.
    const bool is_over = hooks_.is_complete() || !has_its_name();
    if (const std::size_t got = file_.read(into); got > 0) return got;
    if (is_over) return 0;
    hooks_.on_wait();
    std::this_thread::sleep_for(kPause);
  }
}

bool FollowedFile::has_its_name() const {
  struct stat status {};
  return ::stat(path_.c_str(), &status) == 0 && status.st_ino == file_.inode();
}

}  // namespace gor
