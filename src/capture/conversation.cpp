// SPDX-License-Identifier: Apache-2.0
#include "capture/conversation.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "http/edit.hpp"
#include "http/head.hpp"

namespace gor::capture {
namespace {

char* write_hex(char* at, std::uint32_t value, int digits) noexcept {
  for (int i = digits - 1; i >= 0; --i, value >>= 4) at[i] = "0123456789abcdef"[value & 15];
  return at + digits;
}

void hand_on(Message message, CaptureContext& context) {
  context.counts.born.add(message.type);
  if (message.cut_off) context.counts.cut.add();
  context.finished.push_back(std::move(message));
}

}  // namespace

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
  const bool from_client = segment.source == client_;
  MessageCutter& direction = from_client ? requests_ : responses_;
  if (segment.syn) synchronise(direction, segment, context);
  if (segment.rst) {
    end(context.counts.connection_end, context);
    closed_ = true;
    return;
  }
  if (segment.ack) settle_hole(from_client ? responses_ : requests_, segment.acknowledgement, context);
  if (direction.is_opaque()) {
    closed_ = closed_ || segment.fin;
    return;
  }
  if (!from_client && !context.options.track_responses) {
    if (tunnel_offered_) watch_for_tunnel(segment, context);
    return;
  }
  const ByteStream& stream = direction.stream();
  if (direction.accept(segment)) {
    take_messages(direction, context);
  } else if (from_client && stream.has_hole() && http::starts_with_request_line(segment.payload)) {
    // The client has got an answer and asks for the next: what is missing before the question will not be sent again.
    const std::uint32_t asked = direction.has_message() ? direction.acknowledgement() : stream.hole_acknowledgement();
    if (sequence_distance(segment.acknowledgement, asked) > 0) skip_hole(direction, context);
  }
  if (stream.is_at_end()) end_direction(direction, context.counts.connection_end, context);
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
void Conversation::synchronise(MessageCutter& direction, const Segment& segment, CaptureContext& context) {
  if (direction.began_at(segment.first_byte())) return;
  if (!segment.ack && (requests_.stream().is_synced() || responses_.stream().is_synced())) {
    end(context.counts.connection_end, context);
    *this = Conversation();
    orient(segment, context);
  } else if (direction.stream().is_synced()) {
    end_direction(direction, context.counts.connection_end, context);
  }
  direction.begin_at(segment.first_byte());
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
void Conversation::settle_hole(MessageCutter& direction, std::uint32_t acknowledged, CaptureContext& context) {
  const ByteStream& stream = direction.stream();
  while (stream.has_hole() && sequence_distance(acknowledged, stream.hole_end()) >= 0) skip_hole(direction, context);
  if (stream.ends_before(acknowledged) && !stream.is_at_end() && !stream.has_hole()) {
    end_direction(direction, context.counts.lost_packet, context);
  }
}

void Conversation::skip_hole(MessageCutter& direction, CaptureContext& context) {
  context.counts.holes.add();
  if (direction.has_message()) drop_message(direction, context.counts.lost_packet, context);
  direction.skip_hole();
  take_messages(direction, context);
}

void Conversation::give_up_holes(Timestamp before, CaptureContext& context) {
  for (MessageCutter* direction : {&requests_, &responses_}) {
    const ByteStream& stream = direction->stream();
    while (stream.has_hole() && stream.hole_since() <= before) skip_hole(*direction, context);
  }
}

void Conversation::end(Count& reason, CaptureContext& context) {
  give_up_holes(Timestamp::max(), context);
  end_direction(requests_, reason, context);
  end_direction(responses_, reason, context);
}

void Conversation::end_direction(MessageCutter& direction, Count& reason, CaptureContext& context) {
  if (direction.has_message()) {
    direction.is_whole_at_end() ? finish_response(context) : drop_message(direction, reason, context);
  }
  direction.end();
  closed_ = requests_.has_ended() && (responses_.has_ended() || !context.options.track_responses);
}

void Conversation::take_messages(MessageCutter& direction, CaptureContext& context) {
  const bool is_request = &direction == &requests_;
  while (true) {
    switch (direction.next(context.options.message_limit)) {
      case MessageCutter::Step::need_more:
        return;
      case MessageCutter::Step::head:
        is_request ? note_request(context) : note_response();
        break;
      case MessageCutter::Step::whole:
        is_request ? finish_request(context) : finish_response(context);
        break;
      case MessageCutter::Step::malformed:
        drop_message(direction, context.counts.malformed, context);
        break;
      case MessageCutter::Step::no_message:
        context.counts.not_http.add();
        break;
      case MessageCutter::Step::not_http:
        context.counts.not_http.add();
        if (is_request && tunnel_offered_) turn_opaque(context);
        break;
      case MessageCutter::Step::other_protocol:
        context.counts.not_http.add();
        turn_opaque(context);
        break;
    }
  }
}

void Conversation::note_request(CaptureContext& context) {
  asked_ = context.next_number++;
  tunnel_offered_ = requests_.framer().offers_tunnel();
  connect_offered_ = requests_.head().starts_with("CONNECT ");
  if (!context.options.track_responses) return;
  OpenRequest& request = pairing_.open(asked_, requests_.acknowledgement());
  request.is_head = requests_.head().starts_with("HEAD ");
  request.is_connect = connect_offered_;
}

void Conversation::note_response() {
  const OpenRequest* request = pairing_.match(responses_.sequence(), responses_.follows_hole());
  const int status = responses_.framer().status();
  answered_.reset();
  if (request == nullptr || (status < 200 && status != 101)) return;
  answered_ = request->number;
  if (request->is_head || (request->is_connect && status < 300)) responses_.set_no_body();
}

void Conversation::finish_request(CaptureContext& context) {
  const bool expects_continue = requests_.framer().expects_continue();
  Message message = requests_.take();
  message.id = id(asked_);
  if (expects_continue) message.payload = http::without_field(message.payload.view(), "Expect");
  if (!context.options.realip_header.empty()) {
    message.payload = http::with_field(message.payload.view(), context.options.realip_header, client_.address.text());
  }
  hand_on(std::move(message), context);
  release_responses(asked_, context);
}

// The request of that number is through: its response need not wait any longer, or may have come already.
void Conversation::release_responses(std::uint32_t request_number, CaptureContext& context) {
  OpenRequest* request = pairing_.find(request_number);
  if (request == nullptr) return;
  request->is_whole = true;
  while (!pairing_.empty() && pairing_.oldest().is_whole && pairing_.oldest().response) {
    hand_on(std::move(*pairing_.oldest().response), context);
    pairing_.answer_oldest();
  }
}

void Conversation::finish_response(CaptureContext& context) {
  const int status = responses_.framer().status();
  Message message = responses_.take();
  if (status < 200 && status != 101) return;
  OpenRequest* request = answered();
  const bool is_tunnel = status == 101 || (request != nullptr && request->is_connect && status < 300);
  message.id = id(request == nullptr ? context.next_number++ : request->number);
  if (request == nullptr) {
    context.counts.orphans.add();
    hand_on(std::move(message), context);
  } else if (!request->is_whole) {
    request->response = std::make_unique<Message>(std::move(message));
  } else {
    hand_on(std::move(message), context);
    pairing_.answer_oldest();
  }
  if (is_tunnel) {
    turn_opaque(context);
  } else if (request != nullptr && pairing_.empty()) {
    tunnel_offered_ = false;
  }
}

void Conversation::drop_message(MessageCutter& direction, Count& reason, CaptureContext& context) {
  const bool was_guess = direction.is_guess();
  const bool has_head = direction.has_head();
  Message message = direction.take();
  if (was_guess) return;
  const bool is_request = message.type == MessageType::request;
  const OpenRequest* answers = is_request || !has_head ? nullptr : answered();
  if (context.options.allow_incomplete && &reason == &context.counts.lost_packet) {
    const bool has_number = is_request && has_head;
    message.id = id(has_number ? asked_ : answers != nullptr ? answers->number : context.next_number++);
    message.cut_off = true;
    hand_on(std::move(message), context);
  } else {
    context.counts.born.add(message.type);
    reason.add(message.type);
  }
  if (is_request) {
    if (has_head) release_responses(asked_, context);
  } else if (answers != nullptr) {
    pairing_.answer_oldest();
  }
}

void Conversation::turn_opaque(CaptureContext& context) {
  context.counts.opaque.add();
  for (MessageCutter* direction : {&requests_, &responses_}) {
    if (direction->has_message()) drop_message(*direction, context.counts.connection_end, context);
    direction->turn_opaque();
  }
  pairing_ = Pairing();
  tunnel_offered_ = false;
}

// docs/file-format.md: client port, server port, hash of the addresses, number of the message.
MessageId Conversation::id(std::uint32_t number) const {
  const std::uint64_t addresses = net::hash_value(server_.address, net::hash_value(client_.address));
  std::array<char, 24> digits;
  char* at = write_hex(digits.data(), client_.port, 4);
  at = write_hex(at, server_.port, 4);
  at = write_hex(at, static_cast<std::uint32_t>(addresses >> 32), 8);
  write_hex(at, number, 8);
  return {std::string_view(digits.data(), digits.size())};
}

}  // namespace gor::capture
