// SPDX-License-Identifier: Apache-2.0
#include "capture/tcp_connection.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "http/head.hpp"
#include "http/request_edit.hpp"

namespace gor::capture {
void TcpConnection::take(const Segment& segment, CaptureContext& context) {
  if (!orient(segment, context)) return;
  const bool from_client = segment.source == client_;
  confirm_pending_isn(segment, from_client, context);
  MessageCutter& direction = from_client ? requests_ : responses_;
  if (segment.syn && !synchronise(direction, segment, context)) return;
  if (segment.rst) return reset(direction, segment, context);
  if (segment.ack) heed_acknowledgement(from_client ? responses_ : requests_, segment.acknowledgement, context);
  if (!is_followed(direction, context) && !direction.is_opaque()) {
    if (tunnel_offered_) watch_for_tunnel(segment, context);
    return;
  }
  const ByteStream& stream = direction.stream();
  if (direction.is_opaque()) {
    closed_ = closed_ || segment.fin;
  } else if (direction.accept(segment, context.counts)) {
    take_messages(direction, context);
  } else if (from_client && stream.has_hole() && shows_that_hole_is_final(segment, context)) {
    skip_hole(direction, context);
  }
  if (stream.is_at_end()) end_direction(direction, context.counts.connection_end, context);
}

bool TcpConnection::lacks_what_is_acknowledged_by(const Segment& segment,
                                                  const CaptureContext& context) const noexcept {
  if (orientation_ == Orientation::none || !segment.ack || segment.syn || segment.rst) return false;
  if (pending_client_isn_ || pending_server_isn_) return false;
  const MessageCutter& other = segment.source == client_ ? responses_ : requests_;
  const bool is_seen = other.origin() || other.stream().has_any();
  return is_seen && is_followed(other, context) && !other.is_opaque() && !other.has_ended() &&
         other.stream().lacks_up_to(segment.acknowledgement);
}

// The client has received a response and sends the next request, so the bytes missing before that request will not be
// retransmitted. A client that pipelines proves nothing; where the server's acknowledgements are seen, they decide.
bool TcpConnection::shows_that_hole_is_final(const Segment& segment, const CaptureContext& context) const noexcept {
  if (context.options.track_responses && requests_.stream().may_be_hole_of_peer()) return false;
  if (pipelines_ || !http::starts_with_request_line(segment.payload)) return false;
  const bool is_under_way = requests_.has_message();
  const auto asked = is_under_way ? requests_.acknowledgement() : requests_.stream().hole_acknowledgement();
  const bool is_pipelined = asked == request_ack_ && !(is_under_way && requests_.has_head());
  return asked && !is_pipelined && sequence_distance(segment.acknowledgement, *asked) > 0;
}

// Finds out which end is the client. A guess is dropped if a start line contradicts it before any message is complete.
// False: not known yet.
bool TcpConnection::orient(const Segment& segment, CaptureContext& context) {
  if (orientation_ == Orientation::certain) return true;
  const bool sends_request = http::starts_with_request_line(net::behind_proxy_header(segment.payload));
  const bool sends_response = http::starts_with_status_line(segment.payload);
  const bool may_sender_serve = context.options.may_serve(segment.source);
  const bool may_receiver_serve = context.options.may_serve(segment.destination);
  Orientation now = Orientation::certain;
  bool is_sender = false;
  if (segment.syn) {
    is_sender = !segment.ack;
  } else if (may_sender_serve != may_receiver_serve) {
    is_sender = may_receiver_serve;
  } else if (sends_request || sends_response) {
    is_sender = sends_request;
    now = Orientation::guessed;
  } else {
    if (orientation_ == Orientation::none && !segment.payload.empty()) context.counts.not_http.add();
    return orientation_ != Orientation::none;
  }
  const net::Endpoint& client = is_sender ? segment.source : segment.destination;
  if (orientation_ != Orientation::none && client_ != client) {
    end(context.counts.connection_end, context);
    *this = TcpConnection();
  }
  set_ends(client, is_sender ? segment.destination : segment.source, segment.network);
  orientation_ = now;
  return true;
}

// A SYN starts a direction. Anyone can forge one, so a SYN that contradicts the known stream is only remembered: false.
bool TcpConnection::synchronise(MessageCutter& direction, const Segment& segment, CaptureContext& context) {
  const std::uint32_t first = segment.first_byte();
  const ByteStream& stream = direction.stream();
  if (direction.origin() == first) return true;
  if (!stream.is_synced()) {
    direction.begin_at(first);
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
  if (!requests_.has_ended() && !is_unused()) {
    pending_client_isn_ = first;
    return false;
  }
  begin_anew(context);
  requests_.begin_at(first);
  return true;
}

// Nothing but SYNs was seen of this connection.
bool TcpConnection::is_unused() const noexcept {
  return requests_.origin() == requests_.stream().next_sequence() && !has_hole() &&
         (!responses_.stream().is_synced() || responses_.origin() == responses_.stream().next_sequence());
}

// A remembered SYN is real if its sender continues from it, or the other end acknowledges it.
void TcpConnection::confirm_pending_isn(const Segment& segment, bool from_client, CaptureContext& context) {
  if (pending_client_isn_) {
    const bool goes_on = from_client && !segment.syn && segment.sequence == *pending_client_isn_;
    const bool is_answered = !from_client && segment.syn && segment.acknowledgement == *pending_client_isn_;
    if (goes_on || is_answered) {
      const std::uint32_t first = *pending_client_isn_;
      begin_anew(context);
      requests_.begin_at(first);
    }
  }
  if (pending_server_isn_ && from_client && segment.ack && segment.acknowledgement == *pending_server_isn_) {
    const std::uint32_t first = *std::exchange(pending_server_isn_, std::nullopt);
    if (!is_unused()) {  // another handshake, whose client SYN was missed
      begin_anew(context);
      requests_.join_at(segment.sequence);
    }
    responses_.begin_at(first);
  }
}

// The ports are reused for a new connection.
void TcpConnection::begin_anew(CaptureContext& context) {
  end(context.counts.connection_end, context);
  TcpConnection begun;
  begun.client_ = client_;
  begun.server_ = server_;
  begun.ids_ = ids_;
  begun.orientation_ = orientation_;
  *this = std::move(begun);
}

// Bytes that the peer has acknowledged will not be retransmitted: gives up holes before them. The first acknowledgement
// also locates a direction that was never seen.
void TcpConnection::heed_acknowledgement(MessageCutter& direction, std::uint32_t acknowledged,
                                         CaptureContext& context) {
  const ByteStream& stream = direction.stream();
  if (!stream.is_synced()) return direction.join_at(acknowledged);
  direction.note_acknowledged(acknowledged);
  while (stream.has_hole() && sequence_distance(acknowledged, stream.hole_end()) >= 0) skip_hole(direction, context);
  if (stream.ends_before(acknowledged) && !stream.is_at_end() && !stream.has_hole()) {
    end_direction(direction, context.counts.lost_packet, context);
  }
}

void TcpConnection::reset(MessageCutter& direction, const Segment& segment, CaptureContext& context) {
  if (is_followed(direction, context) && direction.stream().is_synced() &&
      !direction.stream().is_near(segment.sequence)) {
    context.counts.out_of_place.add();
    return;
  }
  direction.note_reached(segment.sequence);
  break_off(context.counts.connection_end, context);
  closed_ = true;
}

void TcpConnection::break_off(MessageCounter& reason, CaptureContext& context) {
  give_up_all_holes(context);
  for (MessageCutter* direction : {&requests_, &responses_}) {
    if (direction->has_message()) drop_message(*direction, reason, context);
  }
  end(reason, context);
}

// Responses are not tracked but may be seen: the response to CONNECT or Upgrade decides whether a tunnel follows.
void TcpConnection::watch_for_tunnel(const Segment& segment, CaptureContext& context) {
  const auto line = http::parse_status_line(http::first_line(segment.payload));
  if (!line) return;
  if (line->code == 101 || (connect_offered_ && line->code / 100 == 2)) {
    turn_opaque(context);
  } else if (line->code >= 200) {
    tunnel_offered_ = false;
  }
}

void TcpConnection::skip_hole(MessageCutter& direction, CaptureContext& context) {
  direction.skip_hole();
  take_messages(direction, context);
}

void TcpConnection::give_up_holes(Timestamp before, CaptureContext& context) {
  for (MessageCutter* direction : {&requests_, &responses_}) {
    const ByteStream& stream = direction->stream();
    while (stream.has_hole() && stream.is_hole_over(before)) skip_hole(*direction, context);
  }
}

void TcpConnection::give_up_all_holes(CaptureContext& context) {
  for (MessageCutter* direction : {&requests_, &responses_}) {
    while (direction->stream().has_hole()) skip_hole(*direction, context);
  }
}

void TcpConnection::end(MessageCounter& reason, CaptureContext& context) {
  give_up_all_holes(context);
  end_direction(requests_, reason, context);
  end_direction(responses_, reason, context);
}

void TcpConnection::end_direction(MessageCutter& direction, MessageCounter& reason, CaptureContext& context) {
  if (direction.has_message()) {
    direction.is_whole_at_end() ? finish_response(context) : drop_message(direction, reason, context);
  }
  const bool is_read = is_followed(direction, context) && !direction.is_opaque() && !direction.has_ended();
  if (is_read && direction.stream().lacks_bytes()) context.counts.holes.add();
  direction.end();
  closed_ = requests_.has_ended() && (responses_.has_ended() || !context.options.track_responses);
}

std::optional<std::uint32_t> TcpConnection::next_of(const net::Endpoint& end) const noexcept {
  const ByteStream& stream = end == client_ ? requests_.stream() : responses_.stream();
  return stream.is_synced() ? std::optional(stream.furthest()) : std::nullopt;
}

void TcpConnection::set_ends(const net::Endpoint& client, const net::Endpoint& server, std::uint32_t network) noexcept {
  client_ = client;
  server_ = server;
  ids_ = MessageIds(client, server, network);
}

}  // namespace gor::capture
