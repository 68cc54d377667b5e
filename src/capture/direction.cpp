// SPDX-License-Identifier: Apache-2.0
#include "capture/direction.hpp"

#include <utility>

namespace gor::capture {
namespace {

// Consecutive segments, each continuing the one before, after which the stream is moved to them.
constexpr std::uint8_t kOutOfWindowAccepted = 3;

}  // namespace

void Direction::begin_at(std::uint32_t first) noexcept {
  stream_.sync(first);
  origin_ = first;
  ended_ = is_inside_ = false;
  accepted_.reset();
}

bool Direction::accept(const Segment& segment, CaptureCounts& counts) {
  const std::uint32_t first = segment.first_byte();
  if (!stream_.is_synced()) stream_.sync_midway(first);
  if (segment.payload.empty()) stream_.reached(first);
  const ByteStream::Place place = stream_.place_of(segment);
  if (segment.fin && place != ByteStream::Place::far) stream_.end_at(segment.end());
  switch (place) {
    case ByteStream::Place::next:
      out_of_window_ = 0;
      accepted_ = stream_.take(segment);
      return true;
    case ByteStream::Place::early:
      stream_.keep(segment);
      return false;
    case ByteStream::Place::old:
      return false;
    case ByteStream::Place::late:
    case ByteStream::Place::far:
      return accept_out_of_window(segment, place, counts);
  }
  return false;
}

// One stray segment may be forged or belong to an older connection. Several that continue each other are the stream.
bool Direction::accept_out_of_window(const Segment& segment, ByteStream::Place place, CaptureCounts& counts) {
  if (segment.payload.empty()) {
    counts.out_of_place.add();
    return false;
  }
  const bool goes_on = out_of_window_ > 0 && segment.first_byte() == out_of_window_next_;
  out_of_window_ = goes_on ? out_of_window_ + 1 : 1;
  out_of_window_next_ = segment.end();
  const bool is_late = place == ByteStream::Place::late;
  if (out_of_window_ < kOutOfWindowAccepted && (!is_late || is_inside_)) {
    counts.out_of_place.add();
    return false;
  }
  out_of_window_ = 0;
  if (is_late) {
    accepted_ = stream_.take_late(segment);
  } else {
    far_ = &segment;
  }
  return true;
}

std::optional<StreamChunk> Direction::next_waiting() {
  auto chunk = stream_.pop();
  while (!chunk && far_ != nullptr) {
    if (stream_.has_hole()) {
      stream_.skip_hole();
      chunk = stream_.pop();
    } else {
      chunk = stream_.take_far(*std::exchange(far_, nullptr));
      chunk->has_moved = true;
      origin_.reset();
      ended_ = false;
    }
  }
  return chunk;
}

void Direction::discard() noexcept {
  stream_.sync(0);
  accepted_.reset();
  far_ = nullptr;
}

}  // namespace gor::capture
