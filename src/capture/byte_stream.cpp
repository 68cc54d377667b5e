// SPDX-License-Identifier: Apache-2.0
#include "capture/byte_stream.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gor::capture {

void ByteStream::sync(std::uint32_t sequence) noexcept {
  *this = ByteStream();
  next_ = sequence;
  synced_ = true;
}

Run ByteStream::accept(const Segment& segment) {
  Run run{segment.payload, segment.first_byte(), segment.acknowledgement, segment.time};
  const std::int32_t ahead = sequence_distance(segment.first_byte(), next_);
  if (ahead > 0) {
    if (!segment.payload.empty()) keep(segment);
    run.bytes = {};
    return run;
  }
  const auto old_bytes = static_cast<std::uint32_t>(-static_cast<std::int64_t>(ahead));
  if (old_bytes >= segment.payload.size()) {
    run.bytes = {};
    return run;
  }
  run.bytes.remove_prefix(old_bytes);
  run.sequence = next_;
  next_ += static_cast<std::uint32_t>(run.bytes.size());
  return run;
}

std::optional<Run> ByteStream::pop() {
  while (has_hole()) {
    const Waiting& front = waiting_[first_];
    const std::int32_t ahead = sequence_distance(front.sequence, next_);
    if (ahead > 0) {
      hole_since_ = std::max(hole_since_, front.time);  // an older hole has just been filled
      return {};
    }
    ++first_;
    waiting_bytes_ -= front.bytes.size();
    const auto old_bytes = static_cast<std::uint32_t>(-static_cast<std::int64_t>(ahead));
    if (old_bytes >= front.bytes.size()) continue;
    const std::uint32_t sequence = next_;
    next_ += static_cast<std::uint32_t>(front.bytes.size() - old_bytes);
    return Run{front.bytes.view().substr(old_bytes), sequence, front.acknowledgement, front.time};
  }
  waiting_.clear();
  first_ = 0;
  return {};
}

// Most segments come behind all that wait, so the place is looked for from the back.
void ByteStream::keep(const Segment& segment) {
  if (!has_hole()) hole_since_ = segment.time;
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(std::exchange(first_, 0)));
  auto place = waiting_.end();
  const auto front = waiting_.begin();
  while (place != front && sequence_distance(std::prev(place)->sequence, segment.first_byte()) > 0) --place;
  const bool known = place != front && std::prev(place)->sequence == segment.first_byte() &&
                     std::prev(place)->bytes.size() >= segment.payload.size();
  if (known) return;
  waiting_.insert(place,
                  Waiting{segment.first_byte(), segment.acknowledgement, segment.time, Payload(segment.payload)});
  waiting_bytes_ += segment.payload.size();
}

}  // namespace gor::capture
