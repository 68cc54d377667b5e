// SPDX-License-Identifier: Apache-2.0
#include "capture/tcp_connection.hpp"

#include <utility>

namespace gor::capture {

void TcpConnection::take(const Segment& segment, CaptureContext& context) {
  if (!orient(segment, context)) return;
  const Side side = segment.source == ends_.client ? Side::client : Side::server;
  confirm_pending_isn(segment, side, context);
  if (segment.syn && !synchronise(side, segment, context)) return;
  if (segment.rst) return reset(side, segment, context);
  if (segment.ack) heed_acknowledgement(other(side), segment.acknowledgement, context);
  protocol_->look_at(segment, side, directions_, context);
  if (protocol_->is_opaque(side)) {
    closed_ = closed_ || segment.fin;
    return;
  }
  if (!context.options.follows(side)) return;
  Direction& direction = directions_.of(side);
  if (direction.accept(segment, context.counts)) {
    read(side, context);
  } else if (side == Side::client && direction.stream().has_hole() &&
             protocol_->shows_that_hole_is_final(segment, directions_, context)) {
    skip_hole(side, context);
  }
  if (direction.stream().is_at_end()) end_direction(side, context.counts.connection_end, context);
}

bool TcpConnection::lacks_what_is_acknowledged_by(const Segment& segment,
                                                  const CaptureContext& context) const noexcept {
  if (orientation_ == Orientation::none || !segment.ack || segment.syn || segment.rst) return false;
  if (pending_client_isn_ || pending_server_isn_) return false;
  const Side peer = segment.source == ends_.client ? Side::server : Side::client;
  const Direction& direction = directions_.of(peer);
  const bool is_seen = direction.origin() || direction.stream().has_any();
  return is_seen && context.options.follows(peer) && !protocol_->is_opaque(peer) && !direction.has_ended() &&
         direction.stream().lacks_up_to(segment.acknowledgement);
}

// Finds out which end is the client. A guess is dropped if a payload contradicts it before any message is complete.
// False: not known yet.
bool TcpConnection::orient(const Segment& segment, CaptureContext& context) {
  if (orientation_ == Orientation::certain) return true;
  const bool is_first = orientation_ == Orientation::none;
  const bool may_sender_serve = context.options.may_serve(segment.source);
  const bool may_receiver_serve = context.options.may_serve(segment.destination);
  Orientation now = Orientation::certain;
  bool is_client = false;
  if (segment.syn) {
    is_client = !segment.ack;
  } else if (may_sender_serve != may_receiver_serve) {
    is_client = may_receiver_serve;
  } else if (const auto sender = sender_of(segment.payload, is_first, context.options)) {
    is_client = *sender == Side::client;
    now = Orientation::guessed;
  } else {
    if (is_first && !segment.payload.empty()) context.counts.not_http.add();
    return !is_first;
  }
  const net::Endpoint& client = is_client ? segment.source : segment.destination;
  const net::Endpoint& server = is_client ? segment.destination : segment.source;
  if (is_first || ends_.client != client) {
    restart({client, server, MessageIds(client, server, segment.network)}, context);
  }
  orientation_ = now;
  return true;
}

// What was known belongs to another connection.
void TcpConnection::restart(const Ends& ends, CaptureContext& context) {
  end(context.counts.connection_end, context);
  *this = TcpConnection();
  ends_ = ends;
  protocol_ = make_protocol(ends, context.options);
}

void TcpConnection::begin(Side side, std::uint32_t first) {
  directions_.of(side).begin_at(first);
  protocol_->begin(side);
}

// A SYN starts a direction. Anyone can forge one, so a SYN that contradicts the known stream is only remembered: false.
bool TcpConnection::synchronise(Side side, const Segment& segment, CaptureContext& context) {
  const std::uint32_t first = segment.first_byte();
  Direction& direction = directions_.of(side);
  const ByteStream& stream = direction.stream();
  if (direction.origin() == first) return true;
  if (!stream.is_synced()) {
    begin(side, first);
    return true;
  }
  if (!direction.origin() && stream.is_near(first) && sequence_distance(stream.next_sequence(), first) >= 0) {
    direction.note_origin(first);  // captured late
    return true;
  }
  if (segment.ack) {
    pending_server_isn_ = first;
    return false;
  }
  if (!directions_.client.has_ended() && !is_unused()) {
    pending_client_isn_ = first;
    return false;
  }
  begin_anew(context);
  begin(Side::client, first);
  return true;
}

// Nothing but SYNs was seen of this connection.
bool TcpConnection::is_unused() const noexcept {
  const Direction& client = directions_.client;
  return client.origin() && !client.has_begun() && !has_hole() && !directions_.server.has_begun();
}

// A remembered SYN is real if its sender continues from it, or the other end acknowledges it.
void TcpConnection::confirm_pending_isn(const Segment& segment, Side side, CaptureContext& context) {
  const bool from_client = side == Side::client;
  if (pending_client_isn_) {
    const bool goes_on = from_client && !segment.syn && segment.sequence == *pending_client_isn_;
    const bool is_answered = !from_client && segment.syn && segment.acknowledgement == *pending_client_isn_;
    if (goes_on || is_answered) {
      const std::uint32_t first = *pending_client_isn_;
      begin_anew(context);
      begin(Side::client, first);
    }
  }
  if (pending_server_isn_ && from_client && segment.ack && segment.acknowledgement == *pending_server_isn_) {
    const std::uint32_t first = *std::exchange(pending_server_isn_, std::nullopt);
    if (!is_unused()) {  // another handshake, whose client SYN was missed
      begin_anew(context);
      directions_.client.join_at(segment.sequence);
    }
    begin(Side::server, first);
  }
}

// The ports are reused for a new connection.
void TcpConnection::begin_anew(CaptureContext& context) {
  const Orientation orientation = orientation_;
  restart(Ends(ends_), context);
  orientation_ = orientation;
}

// Bytes that the peer has acknowledged will not be retransmitted: gives up holes before them. The first acknowledgement
// also locates a direction that was never seen.
void TcpConnection::heed_acknowledgement(Side side, std::uint32_t acknowledged, CaptureContext& context) {
  Direction& direction = directions_.of(side);
  const ByteStream& stream = direction.stream();
  if (!stream.is_synced()) return direction.join_at(acknowledged);
  direction.note_acknowledged(acknowledged);
  while (stream.has_hole() && sequence_distance(acknowledged, stream.hole_end()) >= 0) skip_hole(side, context);
  if (stream.ends_before(acknowledged) && !stream.is_at_end() && !stream.has_hole()) {
    end_direction(side, context.counts.lost_packet, context);
  }
}

void TcpConnection::reset(Side side, const Segment& segment, CaptureContext& context) {
  Direction& direction = directions_.of(side);
  const ByteStream& stream = direction.stream();
  if (context.options.follows(side) && stream.is_synced() && !stream.is_near(segment.sequence)) {
    context.counts.out_of_place.add();
    return;
  }
  direction.note_reached(segment.sequence);
  break_off(context.counts.connection_end, context);
  closed_ = true;
}

void TcpConnection::break_off(MessageCounter& reason, CaptureContext& context) {
  if (!protocol_) return;
  give_up_all_holes(context);
  protocol_->break_off(reason, directions_, context);
  end(reason, context);
}

void TcpConnection::read(Side side, CaptureContext& context) {
  protocol_->read(side, directions_, context);
  if (protocol_->has_confirmed_ends()) orientation_ = Orientation::certain;
}

void TcpConnection::skip_hole(Side side, CaptureContext& context) {
  directions_.of(side).skip_hole();
  read(side, context);
}

void TcpConnection::expire(Timestamp before, CaptureContext& context) {
  if (!protocol_) return;
  for (const Side side : {Side::client, Side::server}) {
    const ByteStream& stream = directions_.of(side).stream();
    while (stream.has_hole() && stream.is_hole_over(before)) skip_hole(side, context);
  }
  protocol_->expire(before, directions_, context);
}

void TcpConnection::give_up_all_holes(CaptureContext& context) {
  for (const Side side : {Side::client, Side::server}) {
    while (directions_.of(side).stream().has_hole()) skip_hole(side, context);
  }
}

void TcpConnection::end(MessageCounter& reason, CaptureContext& context) {
  if (!protocol_) return;
  give_up_all_holes(context);
  for (const Side side : {Side::client, Side::server}) end_direction(side, reason, context);
}

void TcpConnection::end_direction(Side side, MessageCounter& reason, CaptureContext& context) {
  Direction& direction = directions_.of(side);
  protocol_->end(side, directions_, reason, context);
  const bool is_read = context.options.follows(side) && !protocol_->is_opaque(side) && !direction.has_ended();
  if (is_read && direction.stream().lacks_bytes()) context.counts.holes.add();
  direction.end();
  closed_ = directions_.client.has_ended() && (directions_.server.has_ended() || !context.options.track_responses);
}

std::optional<std::uint32_t> TcpConnection::next_of(const net::Endpoint& end) const noexcept {
  const ByteStream& stream = directions_.of(end == ends_.client ? Side::client : Side::server).stream();
  return stream.is_synced() ? std::optional(stream.furthest()) : std::nullopt;
}

}  // namespace gor::capture
