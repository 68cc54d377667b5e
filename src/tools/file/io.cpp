// SPDX-License-Identifier: Apache-2.0
#include "tools/file/io.hpp"

#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "input/recording_set.hpp"
#include "record/storage.hpp"

namespace gor::tools {
namespace {

constexpr std::size_t kGather = std::size_t{256} * 1024;  // bytes written at once

std::deque<std::string> resolved(const std::vector<std::string>& paths) {
  auto files = files_of(paths);
  return {std::make_move_iterator(files.begin()), std::make_move_iterator(files.end())};
}

}  // namespace

Records::Records(const std::vector<std::string>& paths) : waiting_(resolved(paths)), files_(waiting_.size()) {}

std::optional<Message> Records::next() {
  while (true) {
    if (reader_) {
      if (auto message = reader_->next()) return message;
      bytes_ += reader_->position();
      reader_.reset();
    }
    if (waiting_.empty()) return std::nullopt;
    open_next();
  }
}

void Records::open_next() {
  const std::string path = std::move(waiting_.front());
  waiting_.pop_front();
  try {
    reader_.emplace(path, kMessageLimit, [this](std::uint64_t offset, std::string_view why) {
      ++damaged_;
      log::warning("{}: {}; skipped", reader_->place_of(offset), why);
    });
  } catch (const std::system_error& error) {
    throw StartError(fmt::format("cannot read {}: {}", path, words_of(error)));
  }
}

Writer::Writer(const std::string& path) {
  if (storage_of(path) != nullptr)
    throw StartError(fmt::format("--output: cannot write {}: gor file writes files only", path));
  try {
    file_.emplace(path, RecordFile::Mode::begin_new, never_);
  } catch (const std::system_error& error) {
    throw StartError(fmt::format("--output: cannot write {}: {}", path, error.code().message()));
  }
}

void Writer::add(const Message& message) {
  file_->add(message);
  flush_if_large();
}

void Writer::add(std::string_view text) {
  file_->add(text);
  flush_if_large();
}

void Writer::flush_if_large() {
  if (file_->gathered() >= kGather) finish();
}

void Writer::finish() {
  if (const int error = file_->flush(); error != 0) {
    throw StartError(fmt::format("cannot write {}: {}", file_->path(), std::strerror(error)));
  }
}

}  // namespace gor::tools
