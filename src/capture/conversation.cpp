// SPDX-License-Identifier: Apache-2.0
// Packets in, steps of the two directions: what a segment means for the connection. The messages:
// conversation_messages.cpp.
#include "capture/conversation.hpp"

#include <algorithm>

#include "http/head.hpp"

namespace gor::capture {

CaptureCounts::CaptureCounts(Station& station)
    : born(station.born),
      lost_packet(station.dropped("lost packet")),
      connection_end(station.dropped("connection ended inside")),
      memory(station.dropped("memory limit")),
      malformed(station.dropped("malformed")),
      holes(station.figure("holes")),
      orphans(station.figure("responses without request")),
      not_http(station.figure("segments that begin no message")),
      opaque(station.figure("connections of other protocols")),
      cut(station.figure("messages over copy-buffer-size")),
      own(station.figure("own connections")) {}

void Conversation::take(const Segment& segment, CaptureContext& context) {
  if (!oriented_ && !orient(segment, context)) return;
  if (segment.syn) synchronise(segment.source == client_ ? requests_ : responses_, segment, context);
  const bool from_client = segment.source == client_;
  Direction& direction = from_client ? requests_ : responses_;
  if (segment.rst) {
    end(context.counts.connection_end, context);
    closed_ = true;
    return;
  }
  if (segment.ack) settle_hole(from_client ? responses_ : requests_, segment.acknowledgement, context);
  if (direction.step == Step::opaque) {
    closed_ = closed_ || segment.fin;
    return;
  }
  if (!from_client && !context.options.track_responses) {
    if (tunnel_offered_) watch_for_tunnel(segment, context);
    return;
  }
  if (!segment.payload.empty()) take_data(direction, segment, context);
  if (segment.fin && direction.stream.is_synced()) {
    const std::size_t data = segment.payload.size() + segment.missing_bytes + (segment.syn ? 1 : 0);
    direction.stream.end_at(segment.sequence + static_cast<std::uint32_t>(data));
  }
  if (direction.stream.is_at_end()) end_direction(direction, context.counts.connection_end, context);
}

// Finds out who is the client: by a SYN, by the service's ports, or by what a payload begins with. False: nobody knows
// yet.
bool Conversation::orient(const Segment& segment, const CaptureContext& context) {
  const auto is_service = [&](const net::Endpoint& endpoint) {
    return std::binary_search(context.options.ports.begin(), context.options.ports.end(), endpoint.port);
  };
  bool from_client = false;
  if (segment.syn) {
    from_client = !segment.ack;
  } else if (is_service(segment.source) != is_service(segment.destination)) {
    from_client = is_service(segment.destination);
  } else if (!segment.payload.empty() && http::may_start_response(segment.payload)) {
    from_client = false;
  } else if (!segment.payload.empty() && http::may_start_request(segment.payload)) {
    from_client = true;
  } else {
    return false;
  }
  client_ = from_client ? segment.source : segment.destination;
  server_ = from_client ? segment.destination : segment.source;
  oriented_ = true;
  return true;
}

// A SYN begins a direction; the client's, when it is a new one, begins the connection anew: the same ports are used
// again.
void Conversation::synchronise(Direction& direction, const Segment& segment, CaptureContext& context) {
  const std::uint32_t first = segment.sequence + 1;
  if (direction.origin == first) return;
  const bool is_new = !segment.ack && (requests_.stream.is_synced() || responses_.stream.is_synced());
  if (is_new) {
    end(context.counts.connection_end, context);
    *this = Conversation();
    orient(segment, context);
  } else if (direction.stream.is_synced()) {
    end_direction(direction, context.counts.connection_end, context);
  }
  Direction& begun = is_new ? requests_ : direction;
  begun.stream.sync(first);
  begun.origin = first;
  begun.ended = false;
  begun.step = Step::between;
}

void Conversation::take_data(Direction& direction, const Segment& segment, CaptureContext& context) {
  Segment data = segment;
  if (segment.syn) ++data.sequence;  // the SYN itself has a number (data on it: RFC 7413)
  ByteStream& stream = direction.stream;
  if (!stream.is_synced()) stream.sync(data.sequence);
  const Run run = stream.accept(data);
  if (!run.bytes.empty()) {
    take_run(direction, run, context);
    take_waiting(direction, context);
  } else if (is_requests(direction) && stream.has_hole() && http::starts_with_request_line(segment.payload)) {
    // The client has got an answer and asks for the next: what is missing before the question will not be sent again.
    const std::uint32_t asked = has_message(direction) ? direction.acknowledgement : stream.hole_acknowledgement();
    if (sequence_distance(segment.acknowledgement, asked) > 0) skip_hole(direction, context);
  }
}

void Conversation::take_waiting(Direction& direction, CaptureContext& context) {
  while (direction.step != Step::opaque) {
    const auto run = direction.stream.pop();
    if (!run) return;
    take_run(direction, *run, context);
  }
}

// Responses are not tracked, but seen: the answer to an offer decides what the connection is from then on.
void Conversation::watch_for_tunnel(const Segment& segment, CaptureContext& context) {
  const auto line = http::parse_status_line(http::first_line(segment.payload));
  if (!line) return;
  if (line->code == 101 || (connect_offered_ && line->code / 100 == 2)) {
    turn_opaque(context);
  } else if (line->code >= 200) {
    tunnel_offered_ = false;
  }
}

// The peer has acknowledged: what it has and we have not seen will not come again.
void Conversation::settle_hole(Direction& direction, std::uint32_t acknowledged, CaptureContext& context) {
  ByteStream& stream = direction.stream;
  while (stream.has_hole() && sequence_distance(acknowledged, stream.hole_end()) >= 0) skip_hole(direction, context);
  if (stream.ends_before(acknowledged) && !stream.is_at_end() && !stream.has_hole()) {
    end_direction(direction, context.counts.lost_packet, context);
  }
}

void Conversation::skip_hole(Direction& direction, CaptureContext& context) {
  context.counts.holes.add();
  if (has_message(direction)) drop_message(direction, context.counts.lost_packet, context);
  direction.step = Step::seeking;
  direction.after_hole = true;
  direction.stream.skip_hole();
  take_waiting(direction, context);
}

void Conversation::give_up_holes(Timestamp before, CaptureContext& context) {
  for (Direction* direction : {&requests_, &responses_}) {
    while (direction->stream.has_hole() && direction->stream.hole_since() <= before) skip_hole(*direction, context);
  }
}

void Conversation::end(Count& reason, CaptureContext& context) {
  give_up_holes(Timestamp::max(), context);
  end_direction(requests_, reason, context);
  end_direction(responses_, reason, context);
}

void Conversation::end_direction(Direction& direction, Count& reason, CaptureContext& context) {
  if (has_message(direction)) {
    if (direction.framer.ends_with_stream() && !direction.stream.has_hole()) {
      finish_response(context);
    } else {
      drop_message(direction, reason, context);
    }
  }
  if (direction.step != Step::opaque) direction.step = Step::seeking;
  direction.ended = true;
  closed_ = requests_.ended && (responses_.ended || !context.options.track_responses);
}

std::size_t Conversation::bytes() const noexcept {
  return requests_.message.capacity() + requests_.stream.waiting_bytes() + responses_.message.capacity() +
         responses_.stream.waiting_bytes() + pairing_.bytes();
}

}  // namespace gor::capture
