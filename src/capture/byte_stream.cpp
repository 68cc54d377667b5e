// SPDX-License-Identifier: Apache-2.0
#include "capture/byte_stream.hpp"

#include <utility>

namespace gor::capture {

void ByteStream::sync(std::uint32_t sequence) noexcept {
  *this = ByteStream();
  next_ = furthest_ = sequence;
  synced_ = true;
}

void ByteStream::sync_midway(std::uint32_t sequence) noexcept {
  sync(sequence);
  missing_ = {sequence - kWindow, sequence};
}

ByteStream::Place ByteStream::place_of(const Segment& segment) const noexcept {
  const std::uint32_t first = segment.first_byte();
  const auto size = static_cast<std::int32_t>(segment.payload.size());
  const std::int32_t ahead = sequence_distance(first, next_);
  if (!is_near(first)) return Place::far;
  if (size == 0 || (end_ && sequence_distance(first, *end_) >= 0)) return Place::old;
  if (missing_.has(first)) return Place::late;
  if (ahead > 0) return given_.has(first) && given_.has(segment.end() - 1) ? Place::old : Place::early;
  return ahead + size > 0 ? Place::next : Place::old;
}

StreamChunk ByteStream::take(const Segment& segment) {
  const std::string_view fresh = segment.payload.substr(next_ - segment.first_byte());
  const StreamChunk chunk = advance(fresh, segment.acknowledgement_if_any(), segment.time);
  if (chunk.bytes.size() < fresh.size()) keep(segment);  // its end may be new
  return chunk;
}

StreamChunk ByteStream::take_late(const Segment& segment) {
  given_ = {missing_.end, given_to()};
  next_ = missing_.end = segment.first_byte();
  if (!has_gone_back()) given_ = {};
  after_hole_ = true;
  return take(segment);
}

StreamChunk ByteStream::take_far(const Segment& segment) {
  sync_midway(segment.first_byte());
  after_hole_ = true;
  return take(segment);
}

// Stops at the bytes that were returned before the rewind.
StreamChunk ByteStream::advance(std::string_view bytes, std::optional<std::uint32_t> acknowledgement,
                                Timestamp time) noexcept {
  if (has_gone_back()) bytes = bytes.substr(0, given_.begin - next_);
  StreamChunk chunk{bytes, next_, acknowledgement, time, std::exchange(after_hole_, false)};
  next_ += static_cast<std::uint32_t>(bytes.size());
  if (sequence_distance(next_, furthest_) > 0) furthest_ = next_;
  last_ = time;
  if (has_gone_back() && next_ == given_.begin) leave_given();
  return chunk;
}

void ByteStream::leave_given() noexcept {
  next_ = std::exchange(given_, {}).end;
  after_hole_ = true;
}

std::optional<StreamChunk> ByteStream::pop() {
  while (has_hole()) {
    const auto front = waiting_.begin();
    const Waiting& waiting = front->second;
    const std::int32_t ahead = sequence_distance(front->first, next_);
    if (ahead > 0) return {};
    const auto old_bytes = static_cast<std::size_t>(-static_cast<std::int64_t>(ahead));
    if (old_bytes < waiting.bytes.size()) {
      return advance(waiting.bytes.view().substr(old_bytes), waiting.acknowledgement, waiting.time);
    }
    waiting_bytes_ -= waiting.bytes.size() + kWaitingBytes;
    waiting_.erase(front);
  }
  return {};
}

bool ByteStream::lacks_up_to(std::uint32_t acknowledged) const noexcept {
  if (!synced_ || !is_near(acknowledged) || !is_new_acknowledgement(acknowledged)) return false;
  if (is_at_end() && ends_before(acknowledged)) return false;
  std::uint32_t has_up_to = given_to();
  if (acknowledged_ && sequence_distance(*acknowledged_, has_up_to) > 0) {
    if (!has_hole()) return false;
    has_up_to = *acknowledged_;
  }
  for (const auto& [first, waiting] : waiting_) {
    if (sequence_distance(first, has_up_to) > 0) break;
    const auto end = first + static_cast<std::uint32_t>(waiting.bytes.size());
    if (sequence_distance(end, has_up_to) > 0) has_up_to = end;
  }
  return sequence_distance(acknowledged, has_up_to) > 0;
}

void ByteStream::keep(const Segment& segment) {
  Waiting& waiting = waiting_[segment.first_byte()];
  if (!waiting.bytes.empty()) {
    if (waiting.bytes.size() >= segment.payload.size()) return;
    waiting_bytes_ -= waiting.bytes.size() + kWaitingBytes;
  }
  waiting = {segment.acknowledgement_if_any(), segment.time, Payload(segment.payload)};
  waiting_bytes_ += waiting.bytes.size() + kWaitingBytes;
}

void ByteStream::skip_hole() noexcept {
  const std::uint32_t end = hole_end();
  if (has_gone_back()) {
    missing_ = {next_, given_.begin};
    leave_given();
    if (sequence_distance(end, next_) > 0) return;  // there is another hole after the bytes that were returned
  } else {
    missing_ = {next_, end};
    next_ = end;
  }
  after_hole_ = true;
}

}  // namespace gor::capture
