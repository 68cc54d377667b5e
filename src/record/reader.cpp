// SPDX-License-Identifier: Apache-2.0
#include "record/reader.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <system_error>
#include <utility>

#include "record/read_ahead.hpp"
#include "record/storage.hpp"

namespace gor {

RecordReader::RecordReader(const std::string& path, std::size_t message_limit, Tell tell_damage, const Event* interrupt)
    : RecordReader(path, open_source(path, interrupt), message_limit, std::move(tell_damage)) {}

RecordReader::RecordReader(std::string path, std::unique_ptr<SourceFile> file, std::size_t message_limit,
                           Tell tell_damage)
    : path_(std::move(path)),
      is_regular_(file->is_regular()),
      source_(std::make_unique<ByteSource>(std::move(file))),
      decoder_(message_limit),
      tell_damage_(std::move(tell_damage)) {}

void RecordReader::read_ahead() {
  source_ = std::make_unique<ReadAhead>(std::move(source_));
}

bool RecordReader::next(Message& message) {
  while (true) {
    const bool is_one = decoder_.next(message);
    for (const auto& damage : decoder_.damaged()) tell_damage_(damage.offset, "damaged record: " + damage.what);
    if (is_one || at_end_) return is_one;
    const std::size_t got = source_->read(decoder_.room(kReadSize).first(kReadSize));
    decoder_.commit(got);
    if (got != 0) continue;
    if (!source_->trouble().empty()) tell_damage_(decoder_.end_of_stream(), source_->trouble());
    if (source_->resume()) {
      decoder_.break_off("damaged within the record");
      continue;
    }
    at_end_ = true;
    decoder_.end();
  }
}

std::string RecordReader::place_of(std::uint64_t offset) {
  // Counting lines reads the file again, which takes too long from a store.
  const bool is_countable = is_regular_ && storage_of(path_) == nullptr;
  try {
    if (!counted_ && is_countable) counted_.emplace(path_);
  } catch (const std::system_error&) {  // deleted meanwhile
  }
  // After damage lines cannot be counted.
  if (!counted_ || source_->has_resumed()) return (path_ == "-" ? "stdin" : path_) + ", byte " + std::to_string(offset);
  std::array<char, std::size_t{64} * 1024> buffer;
  while (counted_->bytes < offset) {
    const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), offset - counted_->bytes);
    const std::size_t got = counted_->source.read(std::span(buffer).first(wanted));
    if (got == 0) break;
    counted_->lines += static_cast<std::uint64_t>(std::count(buffer.data(), buffer.data() + got, '\n'));
    counted_->bytes += got;
  }
  return path_ + ':' + std::to_string(counted_->lines + 1);
}

}  // namespace gor
