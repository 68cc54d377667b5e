// SPDX-License-Identifier: Apache-2.0
#include "s3/object_storage.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

#include <poll.h>

#include "s3/client.hpp"
#include "s3/location.hpp"

namespace gor::s3 {
namespace {

// The first range is small: often only the time of the first record is wanted.
constexpr std::uint64_t kFirstRange = std::uint64_t{64} << 10;
constexpr std::uint64_t kLargestRange = std::uint64_t{4} << 20;

bool is_set(const Event* event) {
  if (event == nullptr) return false;
  pollfd one{event->descriptor(), POLLIN, 0};
  return ::poll(&one, 1, 0) == 1;
}

class ObjectFile final : public SourceFile {
 public:
  /// Throws Error.
  ObjectFile(const Location& location, const Access& access, const Event* interrupt)
      : key_(location.key), interrupt_(interrupt), client_(access, location.bucket, nullptr) {
    client_.interrupt_when([this] { return is_set(interrupt_); });
    fetch();
  }

  std::size_t read(std::span<char> into) override {
    try {
      if (begin_ == range_.size()) fetch();
    } catch (const Error& error) {
      throw StorageError(error.what());
    }
    const std::size_t size = std::min(into.size(), range_.size() - begin_);
    std::memcpy(into.data(), range_.data() + begin_, size);
    begin_ += size;
    return size;
  }
  void seek(std::uint64_t offset) override {
    position_ = offset;
    range_.clear();
    begin_ = 0;
  }
  bool is_regular() const noexcept override { return true; }
  std::uint64_t size() const noexcept override { return size_.value_or(0); }

 private:
  void fetch() {
    range_.clear();
    begin_ = 0;
    const bool is_at_end = size_ && position_ >= *size_;
    if (is_at_end || is_set(interrupt_)) return;
    try {
      Client::Range range = client_.read(key_, position_, next_range_);
      range_ = std::move(range.bytes);
      size_ = range.object_size;
    } catch (const Error&) {
      if (!is_set(interrupt_)) throw;
    }
    position_ += range_.size();
    next_range_ = std::min(next_range_ * 8, kLargestRange);
  }

  const std::string key_;
  const Event* const interrupt_;
  Client client_;
  std::optional<std::uint64_t> size_;  // known from the first range
  std::uint64_t position_ = 0;         // of the end of the range
  std::uint64_t next_range_ = kFirstRange;
  std::string range_;
  std::size_t begin_ = 0;  // of its unread part
};

class ObjectStorage final : public Storage {
 public:
  std::unique_ptr<SourceFile> open(const std::string& path, const Event* interrupt) override {
    const Location location = parse_location("--input-file", path);
    try {
      return std::make_unique<ObjectFile>(location, access(), interrupt);
    } catch (const Error& error) {
      throw StorageError(error.what());
    }
  }
  std::vector<std::string> list(const std::string& prefix) override {
    Location location = parse_location("--input-file", prefix + '*');  // the key may be empty
    location.key.pop_back();
    std::vector<std::string> names;
    try {
      for (const ObjectEntry& object : Client(access(), location.bucket, nullptr).list(location.key)) {
        names.push_back(Location{location.bucket, object.key}.text());
      }
    } catch (const Error& error) {
      throw StorageError(error.what());
    }
    return names;
  }

 private:
  const Access& access() {
    std::call_once(is_read_, [this] { access_ = read_access(); });
    return access_;
  }

  std::once_flag is_read_;
  Access access_;
};

}  // namespace

std::unique_ptr<Storage> make_object_storage() {
  return std::make_unique<ObjectStorage>();
}

}  // namespace gor::s3
