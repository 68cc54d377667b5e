// SPDX-License-Identifier: Apache-2.0
#include "record/repair.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>

#include <sys/stat.h>

#include <unistd.h>

#include "gor/message.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "record/byte_source.hpp"
#include "record/codec.hpp"
#include "record/decoder.hpp"

namespace gor {
namespace {

constexpr std::size_t kRead = std::size_t{256} * 1024;
constexpr std::size_t kMessageLimit = std::size_t{64} << 20;
constexpr std::size_t kLookBack = std::size_t{8} << 20;
constexpr std::size_t kMostSaved = std::size_t{64} << 20;  // of a piece that is cut off, decompressed
constexpr std::size_t kMetadata = 4096;

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category());
}

std::uint64_t size_of(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) fail();
  return static_cast<std::uint64_t>(status.st_size);
}

std::string read_at(int descriptor, std::uint64_t offset, std::size_t most) {
  std::string bytes(most, '\0');
  const ssize_t got = pread(descriptor, bytes.data(), most, static_cast<off_t>(offset));
  if (got < 0) fail();
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

std::string read_end(int descriptor, std::uint64_t size, std::uint64_t most) {
  return read_at(descriptor, size - std::min(size, most), static_cast<std::size_t>(most));
}

void truncate(int descriptor, std::uint64_t size) {
  if (ftruncate(descriptor, static_cast<off_t>(size)) != 0) fail();
}

// The part of the separator that is missing after a complete record which ends like this.
std::string missing_separator(std::string_view end) {
  if (end.empty()) return {};
  // A line feed alone may be the last byte of the payload.
  for (std::size_t there = kRecordSeparator.size(); there > 1; --there) {
    if (end.ends_with(kRecordSeparator.substr(0, there))) return std::string(kRecordSeparator.substr(there));
  }
  return std::string(kRecordSeparator);
}

// Whether these bytes begin a record, which may be cut off within its metadata line.
bool begins_record(std::string_view bytes) {
  const std::size_t line_end = bytes.find('\n');
  Message message;
  if (line_end != bytes.npos) return parse_metadata(bytes.substr(0, line_end), message);
  return bytes[0] >= '1' && bytes[0] <= '3' && bytes.substr(1).starts_with(bytes.size() > 1 ? " " : "");
}

std::string repair_plain(int descriptor, const std::string& path) {
  const std::uint64_t size = size_of(descriptor);
  const std::string end = read_end(descriptor, size, kRecordSeparator.size());
  // The separator may be part of a payload whose record states its length.
  const bool may_be_inside = read_end(descriptor, size, kLookBack).find(" len:") != std::string::npos;
  if (end.empty() || (end == kRecordSeparator && !may_be_inside)) return {};
  RecordDecoder decoder(kMessageLimit);
  for (std::uint64_t at = 0; at < size;) {
    const std::string bytes = read_at(descriptor, at, kRead);
    if (bytes.empty()) break;
    at += bytes.size();
    decoder.feed(bytes);
    while (decoder.next()) {
    }
  }
  const std::uint64_t complete = decoder.offset();  // bytes of the records that have their separator
  if (complete == size) return {};
  const std::string last = read_at(descriptor, complete, kMetadata);
  decoder.end();
  if (const auto message = decoder.next()) {
    if (message->payload.size() == kMessageLimit) return missing_separator(end);  // the payload may be longer
    const std::uint64_t payload_end = complete + last.find('\n') + 1 + message->payload.size();
    return std::string(kRecordSeparator.substr(std::min<std::uint64_t>(size - payload_end, kRecordSeparator.size())));
  }
  if (!begins_record(last)) return missing_separator(end);
  log::warning("{}: its last record is incomplete; cutting off {}", path, readable_size(size - complete));
  truncate(descriptor, complete);
  return {};
}

// The last piece of a compressed file.
struct LastPiece {
  std::uint64_t begin = 0;    // in the file
  std::string before;         // the end of the data before it, decompressed
  std::string bytes;          // its readable data
  bool is_too_large = false;  // to be kept in `bytes`
};

void begin_piece(LastPiece& last, std::uint64_t begin) {
  last.before += last.bytes;
  last.before.erase(0, last.before.size() - std::min(last.before.size(), kRecordSeparator.size()));
  last.begin = begin;
  last.bytes.clear();
}

LastPiece find_last_piece(ByteSource& source) {
  std::string read(kRead, '\0');
  LastPiece last;
  do {
    while (const std::size_t size = source.read(read)) {
      if (source.piece() != last.begin) begin_piece(last, source.piece());
      last.is_too_large = last.bytes.size() + size > kMostSaved;
      if (last.is_too_large)
        last.bytes.erase(0, last.bytes.size() - std::min(last.bytes.size(), kRecordSeparator.size()));
      last.bytes.append(read, 0, size);
    }
    if (source.piece() != last.begin) begin_piece(last, source.piece());
  } while (!source.is_cut_off() && source.resume());
  return last;
}

std::string repair_compressed(int descriptor, const std::string& path) {
  ByteSource source("/proc/self/fd/" + std::to_string(descriptor));
  const LastPiece last = find_last_piece(source);
  if (!source.is_cut_off()) {
    // Unreadable damage is skipped by the readers themselves.
    return source.trouble().empty() ? missing_separator(last.before + last.bytes) : std::string();
  }
  if (last.is_too_large) {
    log::warning("{}: its last piece is incomplete; new records follow after it", path);
    return {};
  }
  const std::size_t separator = last.bytes.rfind(kRecordSeparator);
  const std::string saved =
      last.bytes.substr(0, separator == last.bytes.npos ? 0 : separator + kRecordSeparator.size());
  log::warning(
      "{}: its last piece is incomplete; cutting it off, and writing its complete records "
      "again",
      path);
  truncate(descriptor, last.begin);
  return saved + missing_separator(last.before + saved);
}

}  // namespace

std::string repair_end(int descriptor, const std::string& path, Compression kind) {
  return kind == Compression::none ? repair_plain(descriptor, path) : repair_compressed(descriptor, path);
}

}  // namespace gor
