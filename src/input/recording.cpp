// SPDX-License-Identifier: Apache-2.0
#include "input/recording.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "record/form.hpp"

namespace gor {
namespace {

constexpr std::size_t kReadSize = std::size_t{128} * 1024;  // stays in the caches until it is cut into records
constexpr std::size_t kMostAhead = std::size_t{8} << 20;    // bytes of records looked ahead
constexpr std::uint64_t kMostTold = 10;                     // damaged places that are logged one by one

int open_file(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw StartError("--input-file: cannot read \"" + path + "\": " + std::strerror(errno));
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return descriptor;
}

}  // namespace

Timestamp first_time_of(const std::string& path) {
  const int descriptor = open_file(path);
  std::array<char, 512> start;
  const ssize_t size = read(descriptor, start.data(), start.size());
  const int error = errno;
  close(descriptor);
  if (size < 0) throw StartError("--input-file: cannot read \"" + path + "\": " + std::strerror(error));
  const std::string_view text(start.data(), static_cast<std::size_t>(size));
  Message message;
  if (!parse_metadata(text.substr(0, text.find('\n')), message)) return Timestamp::min();
  return message.timestamp;
}

Recording::Recording(const std::string& path, std::size_t message_limit, std::size_t read_depth, Station& station)
    : path_(path),
      descriptor_(open_file(path)),
      read_depth_(read_depth),
      station_(station),
      damaged_(station.figure("damaged records")),
      decoder_(message_limit) {}

Recording::~Recording() {
  close(descriptor_);
}

void Recording::read_file() {
  const std::span<char> room = decoder_.room(kReadSize);
  ssize_t got = 0;
  do {
    got = read(descriptor_, room.data(), kReadSize);
  } while (got < 0 && errno == EINTR);
  if (got < 0) station_.fail("cannot read \"" + path_ + "\": " + std::strerror(errno));
  if (got <= 0) {
    at_end_ = true;
    decoder_.end();
  } else {
    decoder_.commit(static_cast<std::size_t>(got));
  }
}

std::optional<Timestamp> Recording::next_time() {
  while (!is_used_up_ && window_.size() <= read_depth_ && (window_.empty() || window_bytes_ < kMostAhead)) read_ahead();
  if (window_.empty()) return {};
  return window_.front().time;
}

Message Recording::take() {
  Message message = std::move(window_.front().message);
  window_bytes_ -= message.payload.size();
  window_.pop_front();
  return message;
}

void Recording::read_ahead() {
  auto message = decoder_.next();
  while (!message && !at_end_) {
    tell_damage();
    read_file();
    message = decoder_.next();
  }
  tell_damage();
  if (!message) {
    is_used_up_ = true;
    return;
  }
  if (message->timestamp != kNoTimestamp) last_time_ = message->timestamp;
  auto place = window_.end();
  while (place != window_.begin() && std::prev(place)->time > last_time_) --place;
  window_bytes_ += message->payload.size();
  window_.insert(place, Entry{last_time_, std::move(*message)});
}

void Recording::tell_damage() {
  for (const RecordDecoder::Damage& damage : decoder_.damaged()) {
    damaged_.add();
    if (++told_ <= kMostTold) {
      log::warning("{}:{}: damaged record skipped: {}", path_, line_of(damage.offset), damage.what);
    } else if (told_ == kMostTold + 1) {
      log::warning("{}: more damaged records; they are counted and not logged one by one", path_);
    }
  }
}

// Lines are counted only when one is asked for, by reading that part of the file again.
std::uint64_t Recording::line_of(std::uint64_t offset) {
  std::array<char, std::size_t{64} * 1024> buffer;
  while (counted_bytes_ < offset) {
    const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), offset - counted_bytes_);
    const ssize_t got = pread(descriptor_, buffer.data(), wanted, static_cast<off_t>(counted_bytes_));
    if (got <= 0) break;
    counted_lines_ += static_cast<std::uint64_t>(std::count(buffer.begin(), buffer.begin() + got, '\n'));
    counted_bytes_ += static_cast<std::uint64_t>(got);
  }
  return counted_lines_ + 1;
}

}  // namespace gor
