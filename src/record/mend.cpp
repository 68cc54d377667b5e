// SPDX-License-Identifier: Apache-2.0
#include "record/mend.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "base/log.hpp"
#include "record/byte_source.hpp"
#include "record/form.hpp"
#include "record/sink.hpp"

namespace gor {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;

// What is missing behind a file that ends so.
std::string missing_separator(std::string_view end) {
  if (end.empty()) return {};
  // A line feed alone may as well be the last byte of the payload.
  for (std::size_t there = kRecordSeparator.size(); there > 1; --there) {
    if (end.ends_with(kRecordSeparator.substr(0, there))) return std::string(kRecordSeparator.substr(there));
  }
  return std::string(kRecordSeparator);
}

// Calls `each` with all bytes of the file; why it ended early, if it did.
template <class Each>
std::string for_each_piece(const std::string& path, Each each) {
  ByteSource source(path);
  std::vector<char> piece(kPiece);
  while (const std::size_t size = source.read(piece)) each(std::string_view(piece.data(), size));
  return source.trouble();
}

void write_anew(const std::string& path) {
  const std::string other = path + ".mending";
  const int descriptor = open(other.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category());
  const Deadline never;
  RecordSink sink(descriptor, never);
  const auto compressor = make_compressor(compression_by_name(path));
  for_each_piece(path, [&](std::string_view piece) {
    if (const int error = sink.write(compressor ? compressor->compress(piece) : piece); error != 0) {
      std::filesystem::remove(other);
      throw std::system_error(error, std::generic_category());
    }
  });
  std::filesystem::rename(other, path);
}

std::string end_of_plain_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = std::min<std::streamoff>(file.tellg(), kRecordSeparator.size());
  if (!file || size <= 0) return {};
  std::string end(static_cast<std::size_t>(size), '\0');
  file.seekg(-size, std::ios::end).read(end.data(), size);
  return end;
}

}  // namespace

std::string mend(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  if (compression_by_name(path) == Compression::none) return missing_separator(end_of_plain_file(path));
  std::string end;
  const std::string trouble = for_each_piece(path, [&](std::string_view piece) {
    end += piece.substr(piece.size() - std::min(piece.size(), kRecordSeparator.size()));
    end.erase(0, end.size() - std::min(end.size(), kRecordSeparator.size()));
  });
  if (!trouble.empty()) {
    log::warning("{}: {}; what can be read of it is kept", path, trouble);
    write_anew(path);
  }
  return missing_separator(end);
}

}  // namespace gor
