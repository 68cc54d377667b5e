// SPDX-License-Identifier: Apache-2.0
#include "capture/binary_protocol.hpp"

#include <algorithm>
#include <utility>

namespace gor::capture {

void BinaryProtocol::begin(Side side) {
  if (!is_open(side)) return;
  is_open_ = false;
  message_.clear();
}

// An answer shows even in directions that are not read: by its bytes, or by the speaker's acknowledgement of them.
void BinaryProtocol::look_at(const Segment& segment, Side side, Directions& directions, CaptureContext& context) {
  if (!is_open_) return;
  if (side != speaker_) {
    if (!segment.payload.empty() && !context.options.follows(side)) finish(directions, context);
    return;
  }
  const ByteStream& stream = directions.of(side).stream();
  const bool has_all = segment.first_byte() == stream.next_sequence() && !stream.has_hole() && !stream.lacks_bytes();
  if (has_all && has_been_answered(segment.acknowledgement_if_any())) finish(directions, context);
}

bool BinaryProtocol::has_been_answered(std::optional<std::uint32_t> acknowledgement) const noexcept {
  return acknowledgement && acknowledgement_ && sequence_distance(*acknowledgement, *acknowledgement_) > 0;
}

void BinaryProtocol::read(Side side, Directions& directions, CaptureContext& context) {
  while (const auto chunk = directions.of(side).next()) take(*chunk, side, directions, context);
  directions.of(side).set_inside(is_open(side));
}

// Lost bytes may have belonged to the message before the hole or to the one after it: both are incomplete.
void BinaryProtocol::take(const StreamChunk& chunk, Side side, Directions& directions, CaptureContext& context) {
  if (chunk.after_hole) {
    context.counts.holes.add();
    if (is_open(side)) lacks_bytes_ = true;
  }
  if (is_open_ && (side != speaker_ || has_been_answered(chunk.acknowledgement))) finish(directions, context);
  if (!is_open_) open(chunk, side, context);
  if (chunk.after_hole) lacks_bytes_ = true;
  if (!acknowledgement_) acknowledgement_ = chunk.acknowledgement;
  last_ = std::max(last_, chunk.time);
  if (!lacks_bytes_) append(chunk.bytes, context.options.message_limit);
}

void BinaryProtocol::open(const StreamChunk& chunk, Side side, CaptureContext& context) {
  is_open_ = true;
  speaker_ = side;
  lacks_bytes_ = is_cut_off_ = false;
  acknowledgement_ = chunk.acknowledgement;
  first_ = last_ = chunk.time;
  if (side == Side::client) request_ = context.next_number++;
}

void BinaryProtocol::append(std::string_view bytes, std::size_t limit_bytes) {
  const std::size_t room = limit_bytes - std::min(limit_bytes, message_.size());
  is_cut_off_ = is_cut_off_ || bytes.size() > room;
  message_.append(bytes.substr(0, room));
}

// A peer that answers has received everything: what it has acknowledged and is missing here was lost at the end of the
// message, and the next one follows.
void BinaryProtocol::finish(Directions& directions, CaptureContext& context) {
  Direction& direction = directions.of(speaker_);
  const ByteStream& stream = direction.stream();
  if (stream.lacks_bytes() && !stream.has_hole() && !direction.has_ended()) {
    context.counts.holes.add();
    lacks_bytes_ = true;
    direction.join_at(stream.furthest());
  }
  if (lacks_bytes_ && !context.options.allow_incomplete) return drop(context.counts.lost_packet, context);
  context.hand_on(take_message(context));
}

void BinaryProtocol::drop(MessageCounter& reason, CaptureContext& context) {
  const Message message = take_message(context);
  context.counts.born.add(message.type);
  reason.add(message.type);
}

Message BinaryProtocol::take_message(CaptureContext& context) {
  Message message;
  message.type = speaker_ == Side::client ? MessageType::request : MessageType::response;
  if (speaker_ == Side::server && !request_) context.counts.orphans.add();
  message.id = ids_.of(request_ ? *request_ : context.next_number++);
  if (speaker_ == Side::server) request_.reset();
  message.timestamp = first_;
  message.latency = last_ - first_;
  message.cut_off = is_cut_off_ || lacks_bytes_;
  message.payload = message_.finish();
  is_open_ = false;
  return message;
}

void BinaryProtocol::expire(Timestamp before, Directions& directions, CaptureContext& context) {
  const bool is_silent = is_open_ && last_ <= before && !directions.of(speaker_).stream().has_hole();
  if (is_silent) finish(directions, context);
}

// A reset is how some programs end a connection: what was received before it is complete.
void BinaryProtocol::break_off(MessageCounter& reason, Directions& directions, CaptureContext& context) {
  if (!is_open_) return;
  &reason == &context.counts.connection_end ? finish(directions, context) : drop(reason, context);
}

void BinaryProtocol::end(Side side, Directions& directions, MessageCounter&, CaptureContext& context) {
  if (is_open(side)) finish(directions, context);
}

}  // namespace gor::capture
