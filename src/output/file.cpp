// SPDX-License-Identifier: Apache-2.0
#include "output/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "output/record_writer.hpp"
#include "record/chunks.hpp"
#include "record/form.hpp"

namespace gor {
namespace {

// What the last record of a file lacks of its separator: who wrote it may have been killed.
std::string missing_separator(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = std::min<std::streamoff>(file.tellg(), kRecordSeparator.size());
  if (!file || size <= 0) return {};
  std::string end(static_cast<std::size_t>(size), '\0');
  file.seekg(-size, std::ios::end).read(end.data(), size);
  // A line feed alone may as well be the last byte of the payload.
  for (std::size_t there = kRecordSeparator.size(); there > 1; --there) {
    if (end.ends_with(kRecordSeparator.substr(0, there))) return std::string(kRecordSeparator.substr(there));
  }
  return std::string(kRecordSeparator);
}

// Recordings hold what users send, passwords too: they are the owner's alone.
int open_file(const std::string& path, int flags) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | flags, 0600);
}

}  // namespace

std::unique_ptr<Output> make_file_output(const FileOutputOptions& options, Station& station) {
  const auto folder = std::filesystem::path(options.path).parent_path();
  std::error_code trouble;
  if (!folder.empty()) std::filesystem::create_directories(folder, trouble);
  std::string path = options.path;
  int descriptor = -1;
  if (!trouble && options.append) descriptor = open_file(path, 0);
  if (!trouble && !options.append) {
    do {
      path = next_chunk_path(options.path);
      descriptor = open_file(path, O_EXCL);
    } while (descriptor < 0 && errno == EEXIST);  // another gor was faster
  }
  if (descriptor < 0) {
    throw StartError(fmt::format("--output-file {}: cannot write {}: {}", options.path, path,
                                 trouble ? trouble.message() : std::strerror(errno)));
  }
  return make_record_writer({.descriptor = descriptor,
                             .start = options.append ? missing_separator(path) : "",
                             .flush_interval = options.flush_interval,
                             .memory = options.memory},
                            station);
}

}  // namespace gor
