// SPDX-License-Identifier: Apache-2.0
#include "capture/http_protocol.hpp"

#include <memory>
#include <utility>

#include "http/head.hpp"
#include "http/request_edit.hpp"

namespace gor::capture {

std::optional<Side> HttpProtocol::sender_of(std::string_view payload) noexcept {
  if (http::starts_with_request_line(net::behind_proxy_header(payload))) return Side::client;
  if (http::starts_with_status_line(payload)) return Side::server;
  return {};
}

void HttpProtocol::begin(Side side) {
  cutter_of(side).begin();
  set_opaque(side, false);
}

void HttpProtocol::look_at(const Segment& segment, Side side, Directions& directions, CaptureContext& context) {
  const MessageCutter& cutter = cutter_of(side);
  if (!context.options.follows(side)) {
    if (tunnel_offered_ && !is_opaque(side)) watch_for_tunnel(segment, directions, context);
  } else if (cutter.is_belied_by(segment)) {
    context.counts.conflicts.add();
    directions.of(side).go_back_to(segment.first_byte());
  }
}

void HttpProtocol::read(Side side, Directions& directions, CaptureContext& context) {
  MessageCutter& cutter = cutter_of(side);
  const bool is_request = side == Side::client;
  while (true) {
    switch (cutter.next(directions.of(side), context)) {
      case MessageCutter::Step::need_more:
        directions.of(side).set_inside(cutter.is_inside());
        return;
      case MessageCutter::Step::head:
        is_request ? note_request(directions, context) : note_response();
        break;
      case MessageCutter::Step::whole:
        is_request ? finish_request(context) : finish_response(directions, context);
        break;
      case MessageCutter::Step::hole:
        context.counts.holes.add();
        if (cutter.has_message()) drop_message(cutter, context.counts.lost_packet, context);
        pairing_.lose_track();
        break;
      case MessageCutter::Step::malformed:
        drop_message(cutter, context.counts.malformed, context);
        break;
      case MessageCutter::Step::not_http:
        if (is_request && tunnel_offered_) turn_opaque(directions, context);
        break;
      case MessageCutter::Step::other_protocol:
        turn_opaque(directions, context);
        break;
    }
  }
}

void HttpProtocol::break_off(MessageCounter& reason, Directions&, CaptureContext& context) {
  for (MessageCutter* const cutter : {&requests_, &responses_}) {
    if (cutter->has_message()) drop_message(*cutter, reason, context);
  }
}

void HttpProtocol::end(Side side, Directions& directions, MessageCounter& reason, CaptureContext& context) {
  MessageCutter& cutter = cutter_of(side);
  if (cutter.has_message()) {
    if (cutter.ends_with_stream() && !directions.of(side).stream().has_hole()) {
      hand_on_response(context);
    } else {
      drop_message(cutter, reason, context);
    }
  }
  cutter.end();
}

// The client has received a response and sends the next request, so the bytes missing before that request will not be
// retransmitted. A client that pipelines proves nothing; where the server's acknowledgements are seen, they decide.
bool HttpProtocol::shows_that_hole_is_final(const Segment& segment, const Directions& directions,
                                            const CaptureContext& context) const {
  const ByteStream& stream = directions.client.stream();
  if (context.options.track_responses && stream.may_be_hole_of_peer()) return false;
  if (pipelines_ || !http::starts_with_request_line(segment.payload)) return false;
  const bool is_under_way = requests_.has_message();
  const auto asked = is_under_way ? requests_.acknowledgement() : stream.hole_acknowledgement();
  const bool is_pipelined = asked == request_ack_ && !(is_under_way && requests_.has_head());
  return asked && !is_pipelined && sequence_distance(segment.acknowledgement, *asked) > 0;
}

// Responses are not tracked but may be seen: the response to CONNECT or Upgrade decides whether a tunnel follows.
void HttpProtocol::watch_for_tunnel(const Segment& segment, Directions& directions, CaptureContext& context) {
  const auto line = http::parse_status_line(http::first_line(segment.payload));
  if (!line) return;
  if (line->code == 101 || (connect_offered_ && line->code / 100 == 2)) {
    turn_opaque(directions, context);
  } else if (line->code >= 200) {
    tunnel_offered_ = false;
  }
}

void HttpProtocol::note_request(const Directions& directions, CaptureContext& context) {
  request_number_ = context.next_number++;
  const auto acknowledgement = requests_.acknowledgement();
  pipelines_ = pipelines_ || (acknowledgement && acknowledgement == request_ack_);
  request_ack_ = acknowledgement;
  tunnel_offered_ = requests_.framer().offers_tunnel();
  connect_offered_ = requests_.head().starts_with("CONNECT ");
  if (!context.options.track_responses) return;
  if (requests_.is_first(directions.client.origin()) && !directions.server.has_begun()) pairing_.find_track();
  OpenRequest& request = pairing_.open(request_number_, acknowledgement);
  request.is_head = requests_.head().starts_with("HEAD ");
  request.is_connect = connect_offered_;
}

void HttpProtocol::note_response() {
  const OpenRequest* request = pairing_.match(responses_.sequence(), pipelines_);
  const int status = responses_.framer().status();
  response_to_.reset();
  if (status < 200 && status != 101) return;
  if (request == nullptr) {
    pairing_.lose_track();  // its request was missed, or comes later
    return;
  }
  response_to_ = request->number;
  if (request->is_head || (request->is_connect && status < 300)) responses_.set_no_body();
}

void HttpProtocol::finish_request(CaptureContext& context) {
  confirm_ends();
  Message message = requests_.take();
  message.id = ends_.ids.of(request_number_);
  edit_head(message, context);
  context.hand_on(std::move(message));
  release_responses(request_number_, context);
}

// Prepares the request for replay.
void HttpProtocol::edit_head(Message& request, const CaptureContext& context) const {
  if (requests_.framer().expects_continue()) {
    request.payload = http::without_header(request.payload.view(), "Expect");
  }
  if (!context.options.realip_header.empty()) {
    const net::Endpoint client = requests_.proxied_client().value_or(ends_.client);
    request.payload = http::with_header(request.payload, context.options.realip_header, client.address.text());
  }
}

// That request is complete or dropped: releases responses that waited for it.
void HttpProtocol::release_responses(std::uint32_t request_number, CaptureContext& context) {
  OpenRequest* request = pairing_.find(request_number);
  if (request == nullptr) return;
  request->is_whole = true;
  while (!pairing_.empty() && pairing_.oldest().is_whole && pairing_.oldest().response) {
    context.hand_on(std::move(*pairing_.oldest().response));
    pairing_.answer(pairing_.oldest().number);
  }
}

void HttpProtocol::finish_response(Directions& directions, CaptureContext& context) {
  if (hand_on_response(context)) turn_opaque(directions, context);
}

// True: a tunnel follows.
bool HttpProtocol::hand_on_response(CaptureContext& context) {
  const int status = responses_.framer().status();
  Message message = responses_.take();
  confirm_ends();
  if (status < 200 && status != 101) return false;
  OpenRequest* request = answered_request();
  const bool is_tunnel = status == 101 || (request != nullptr && request->is_connect && status < 300);
  message.id = ends_.ids.of(request == nullptr ? context.next_number++ : request->number);
  if (request == nullptr) {
    context.counts.orphans.add();
    context.hand_on(std::move(message));
  } else if (!request->is_whole) {
    request->response = std::make_unique<Message>(std::move(message));
  } else {
    pairing_.answer(request->number);
    context.hand_on(std::move(message));
  }
  if (!is_tunnel && request != nullptr && pairing_.empty()) tunnel_offered_ = false;
  return is_tunnel;
}

void HttpProtocol::drop_message(MessageCutter& direction, MessageCounter& reason, CaptureContext& context) {
  // Text without a start line is not a request, unless the rest of that line was lost.
  const bool is_none = direction.is_guess() || (!direction.has_start_line() && &reason != &context.counts.lost_packet);
  const bool has_head = direction.has_head();
  Message message = direction.take();
  if (is_none) {
    context.counts.not_http.add();
    return;
  }
  const bool is_request = message.type == MessageType::request;
  const OpenRequest* answers = is_request || !has_head ? nullptr : answered_request();
  if (context.options.allow_incomplete && &reason == &context.counts.lost_packet) {
    const bool has_number = is_request && has_head;
    message.id = ends_.ids.of(has_number           ? request_number_
                              : answers != nullptr ? answers->number
                                                   : context.next_number++);
    message.cut_off = true;
    if (has_number) edit_head(message, context);
    context.hand_on(std::move(message));
  } else {
    context.counts.born.add(message.type);
    reason.add(message.type);
  }
  if (is_request) {
    if (has_head) release_responses(request_number_, context);
  } else if (answers != nullptr) {
    pairing_.answer(answers->number);
  }
}

void HttpProtocol::turn_opaque(Directions& directions, CaptureContext& context) {
  context.counts.opaque.add();
  break_off(context.counts.connection_end, directions, context);
  for (const Side side : {Side::client, Side::server}) {
    cutter_of(side).turn_opaque();
    set_opaque(side, true);
    directions.of(side).discard();
  }
  pairing_ = Pairing();
  tunnel_offered_ = false;
}

}  // namespace gor::capture
