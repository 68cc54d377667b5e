// SPDX-License-Identifier: Apache-2.0
#include "record/record_file.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/file.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/log.hpp"
#include "record/codec.hpp"
#include "record/repair.hpp"

namespace gor {
namespace {

constexpr std::size_t kMostKept = std::size_t{512} * 1024;  // capacity of the buffer kept from one flush to the next

}  // namespace

RecordFile::RecordFile(std::string path, Mode mode, const Deadline& deadline)
    : path_(std::move(path)), deadline_(deadline), compressor_(make_compressor(compression_by_name(path_))) {
  open(mode);
}

RecordFile::RecordFile(int descriptor, Compression compression, const Deadline& deadline)
    : deadline_(deadline), compressor_(make_compressor(compression)) {
  sink_.emplace(descriptor, deadline_);
}

void RecordFile::open(Mode mode) {
  if (path_ == "-") {
    sink_.emplace(STDOUT_FILENO, deadline_);
    return;
  }
  const auto folder = std::filesystem::path(path_).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  // Opening a FIFO without a reader is an error; it does not wait.
  const int flags = (mode == Mode::append ? O_RDWR : O_WRONLY) | (mode == Mode::begin_new ? O_EXCL : 0);
  const int descriptor = ::open(path_.c_str(), O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC | flags, 0600);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category());
  sink_.emplace(descriptor, deadline_);
  // Without support for locks no second writer can be kept out.
  if (sink_->is_regular() && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw std::system_error(EWOULDBLOCK, std::generic_category());
  }
  if (sink_->is_regular() && mode == Mode::append) {
    gathered_.insert(0, repair_end(descriptor, path_, compression_by_name(path_)));
  }
  size_ = sink_->size();
}

void RecordFile::add(const Message& message) {
  append_record(gathered_, message);
  ++gathered_records_;
}

int RecordFile::flush() {
  if (gathered_.empty()) return 0;
  int error = 0;
  try {
    if (!path_.empty() && sink_->is_deleted()) {
      open(Mode::extend);
      log::warning("{} was deleted: continuing in a new file of that name", path_);
    }
    const std::string_view piece = compressor_ ? compressor_->compress(gathered_) : std::string_view(gathered_);
    error = sink_->write(piece);
    if (error == 0) {
      size_ += piece.size();
      written_records_ += gathered_records_;
    }
  } catch (const std::system_error& trouble) {
    error = trouble.code().value();
  }
  gathered_records_ = 0;
  gathered_.clear();
  if (gathered_.capacity() > kMostKept) gathered_.shrink_to_fit();
  return error;
}

}  // namespace gor
