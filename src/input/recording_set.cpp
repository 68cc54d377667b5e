// SPDX-License-Identifier: Apache-2.0
#include "input/recording_set.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <span>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fnmatch.h>
#include <glob.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "record/byte_source.hpp"
#include "record/chunks.hpp"
#include "record/codec.hpp"
#include "record/storage.hpp"

namespace gor {
namespace {

constexpr std::size_t kMostThreads = 8;

std::string cannot_read(const std::string& path, const std::system_error& error) {
  return fmt::format("--input-file: cannot read \"{}\": {}", path, words_of(error));
}

std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  std::erase_if(paths, [](const std::string& path) { return std::filesystem::is_directory(path); });
  return paths;
}

/// `chunks`: by index.
std::vector<std::string> in_order(const std::string& path, const std::map<std::uint64_t, std::string>& chunks) {
  std::vector<std::string> paths;
  paths.reserve(chunks.size());
  for (const auto& [index, chunk] : chunks) paths.push_back(chunk);
  if (!paths.empty()) {
    log::info("{}: does not exist; reading its {} chunks, {} to {}", path, paths.size(), paths.front(), paths.back());
  }
  return paths;
}

/// The same for names in a store.
std::vector<std::string> resolve_stored(Storage& storage, const std::string& path) {
  const std::size_t wildcard = path.find_first_of("*?[");
  const std::size_t mark = path.rfind('.');
  const bool has_extension = mark != std::string::npos && mark > path.rfind('/');
  std::vector<std::string> matches;
  std::map<std::uint64_t, std::string> chunks;
  for (std::string& name : storage.list(path.substr(0, std::min(wildcard, has_extension ? mark : path.size())))) {
    if (name == path) return {path};
    if (wildcard != std::string::npos) {
      if (fnmatch(path.c_str(), name.c_str(), FNM_PATHNAME) == 0) matches.push_back(std::move(name));
    } else if (const auto index = chunk_index(name, path)) {
      chunks.emplace(*index, std::move(name));
    }
  }
  if (wildcard == std::string::npos) matches = in_order(path, chunks);
  if (matches.empty()) throw StartError(fmt::format("--input-file: no object matches \"{}\"", path));
  return matches;
}

std::vector<std::string> resolve(const std::string& path) {
  std::error_code ignored;
  if (Storage* const storage = storage_of(path)) return resolve_stored(*storage, path);
  if (path == "-" || std::filesystem::exists(path, ignored)) return {path};
  const bool is_pattern = path.find_first_of("*?[") != std::string::npos;
  auto paths = is_pattern ? matches_of(path) : in_order(path, chunks_of(path));
  if (paths.empty() && is_pattern) throw StartError(fmt::format("--input-file: no file matches \"{}\"", path));
  return paths.empty() ? std::vector{path} : paths;
}

struct Start {
  Timestamp time = Timestamp::min();  ///< in the file's first line, if it has one
  std::uint64_t file_size = 0;
  bool is_compressed = false;
};
Start start_of(const std::string& path) {
  std::array<char, 512> start;
  ByteSource source(path);
  std::size_t size = 0;
  while (size < start.size()) {
    const std::size_t got = source.read(std::span(start).subspan(size));
    if (got == 0) break;
    size += got;
  }
  const std::string_view text(start.data(), size);
  Message message;
  const bool has_time = parse_metadata(text.substr(0, text.find('\n')), message);
  return {has_time ? message.timestamp : Timestamp::min(), source.size(), source.compression() != Compression::none};
}

}  // namespace

std::vector<std::string> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    try {
      for (std::string& file : resolve(path)) files.push_back(std::move(file));
    } catch (const StorageError& error) {
      throw StartError(cannot_read(path, error));
    }
  }
  return files;
}

RecordingSet::RecordingSet(const RecordingOptions& options, StationMetrics& station)
    : options_(options), station_(station), look_ahead_{options.read_depth} {
  for (const std::string& path : files_of(options.paths)) add_file(path);
  std::stable_sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.first < b.first; });
}

void RecordingSet::add_file(const std::string& path) {
  try {
    File file{Timestamp::min(), files_.size(), path, false, nullptr};
    std::error_code ignored;
    if (storage_of(path) != nullptr || (path != "-" && std::filesystem::is_regular_file(path, ignored))) {
      const Start start = start_of(path);
      file.first = start.time;
      file.is_compressed = start.is_compressed;
      size_ += start.file_size;
    } else {
      file.pipe = std::make_unique<Recording>(path, options_.message_limit, look_ahead_, station_, interrupt_);
    }
    files_.push_back(std::move(file));
  } catch (const std::system_error& error) {
    throw StartError(cannot_read(path, error));
  }
}

bool RecordingSet::can_rewind() const noexcept {
  return std::none_of(files_.begin(), files_.end(), [](const File& file) { return file.pipe != nullptr; });
}

std::optional<Timestamp> RecordingSet::next(Message& message) {
  while (opened_ < files_.size() && (open_.empty() || files_[opened_].first <= open_.front().next)) open_next();
  if (open_.empty()) return {};
  std::pop_heap(open_.begin(), open_.end(), is_later);
  Open& earliest = open_.back();
  const Timestamp time = earliest.next;
  earliest.recording->take(message);
  if (const auto next = earliest.recording->next_time()) {
    earliest.next = *next;
    std::push_heap(open_.begin(), open_.end(), is_later);
  } else {
    close(*earliest.recording);
    open_.pop_back();
  }
  return time;
}

void RecordingSet::rewind() {
  open_.clear();
  opened_ = 0;
  closed_bytes_ = 0;
  closed_out_of_order_ = 0;
}

std::uint64_t RecordingSet::position() const {
  std::uint64_t bytes = closed_bytes_;
  for (const Open& open : open_) bytes += open.recording->position();
  return bytes;
}

std::uint64_t RecordingSet::out_of_order() const {
  std::uint64_t records = closed_out_of_order_;
  for (const Open& open : open_) records += open.recording->out_of_order();
  return records;
}

bool RecordingSet::is_later(const Open& a, const Open& b) {
  return a.next != b.next ? a.next > b.next : a.number > b.number;
}

void RecordingSet::open_next() {
  auto& [first, number, path, is_compressed, pipe] = files_[opened_++];
  log::debug(1, "input-file {}: opened", path);
  try {
    auto recording = std::move(pipe);
    if (!recording) {
      recording = std::make_unique<Recording>(path, options_.message_limit, look_ahead_, station_, interrupt_);
      if (is_compressed && open_.size() < kMostThreads) recording->decompress_ahead();
    }
    const auto next = recording->next_time();
    if (!next) return close(*recording);
    open_.push_back({*next, number, std::move(recording)});
    std::push_heap(open_.begin(), open_.end(), is_later);
  } catch (const std::system_error& error) {
    station_.fail(cannot_read(path, error));
  }
}

void RecordingSet::close(const Recording& recording) {
  closed_bytes_ += recording.position();
  closed_out_of_order_ += recording.out_of_order();
}

}  // namespace gor
