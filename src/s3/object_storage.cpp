// SPDX-License-Identifier: Apache-2.0
#include "s3/object_storage.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

#include "s3/client.hpp"
#include "s3/location.hpp"
#include "s3/settings.hpp"

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

class ObjectFile final : public StoredFile {
 public:
  explicit ObjectFile(const Location& location)
      : key_(location.key), client_(read_settings(), location.bucket, nullptr) {}

  std::size_t read(std::span<char> into, const Event* interrupt) override {
    if (begin_ == range_.size()) fetch(interrupt);
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

 private:
  void fetch(const Event* interrupt) {
    range_.clear();
    begin_ = 0;
    const bool is_at_end = size_ && position_ >= *size_;
    if (is_at_end || is_set(interrupt)) return;
    client_.interrupt_when([interrupt] { return is_set(interrupt); });
    try {
      Client::Range range = client_.read(key_, position_, next_range_);
      range_ = std::move(range.bytes);
      size_ = range.object_size;
    } catch (const Error& error) {
      if (!is_set(interrupt)) throw StorageError(error.what());
    }
    position_ += range_.size();
    next_range_ = std::min(next_range_ * 8, kLargestRange);
  }

  const std::string key_;
  Client client_;
  std::optional<std::uint64_t> size_;  // known from the first range
  std::uint64_t position_ = 0;         // of the end of the range
  std::uint64_t next_range_ = kFirstRange;
  std::string range_;
  std::size_t begin_ = 0;  // of its unread part
};

class ObjectStorage final : public Storage {
 public:
  std::unique_ptr<StoredFile> open(const std::string& path) override {
    return attempt([&] { return std::make_unique<ObjectFile>(parse_location("--input-file", path)); });
  }
  std::uint64_t size_of(const std::string& path) override {
    const Location location = parse_location("--input-file", path);
    return attempt([&] { return Client(read_settings(), location.bucket, nullptr).size_of(location.key); });
  }
  std::vector<std::string> list(const std::string& prefix) override {
    Location location = parse_location("--input-file", prefix + '*');  // the key may be empty
    location.key.pop_back();
    std::vector<std::string> names;
    const auto objects = attempt([&] { return Client(read_settings(), location.bucket, nullptr).list(location.key); });
    for (const ObjectEntry& object : objects) names.push_back(Location{location.bucket, object.key}.text());
    return names;
  }

 private:
  template <class Action>
  static auto attempt(Action action) -> decltype(action()) {
    try {
      return action();
    } catch (const Error& error) {
      throw StorageError(error.what());
    }
  }
};

}  // namespace

std::unique_ptr<Storage> make_object_storage() {
  return std::make_unique<ObjectStorage>();
}

}  // namespace gor::s3
