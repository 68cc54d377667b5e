// SPDX-License-Identifier: Apache-2.0
// The messages of a TCP connection: what becomes of them, and which response answers which request.
#include <algorithm>
#include <memory>
#include <utility>

#include "capture/tcp_connection.hpp"
#include "http/head.hpp"
#include "http/request_edit.hpp"

namespace gor::capture {
namespace {

void hand_on(Message message, CaptureContext& context) {
  context.counts.born.add(message.type);
  if (message.cut_off) context.counts.cut.add();
  context.finished.push_back(std::move(message));
}

}  // namespace

void TcpConnection::take_messages(MessageCutter& direction, CaptureContext& context) {
  const bool is_request = &direction == &requests_;
  while (true) {
    switch (direction.next(context)) {
      case MessageCutter::Step::need_more:
        return;
      case MessageCutter::Step::head:
        is_request ? note_request(context) : note_response();
        break;
      case MessageCutter::Step::whole:
        is_request ? finish_request(context) : finish_response(context);
        break;
      case MessageCutter::Step::hole:
        context.counts.holes.add();
        if (direction.has_message()) drop_message(direction, context.counts.lost_packet, context);
        pairing_.lose_track();
        break;
      case MessageCutter::Step::malformed:
        drop_message(direction, context.counts.malformed, context);
        break;
      case MessageCutter::Step::not_http:
        if (is_request && tunnel_offered_) turn_opaque(context);
        break;
      case MessageCutter::Step::other_protocol:
        turn_opaque(context);
        break;
    }
  }
}

void TcpConnection::note_request(CaptureContext& context) {
  request_number_ = context.next_number++;
  const auto acknowledgement = requests_.acknowledgement();
  pipelines_ = pipelines_ || (acknowledgement && acknowledgement == request_ack_);
  request_ack_ = acknowledgement;
  tunnel_offered_ = requests_.framer().offers_tunnel();
  connect_offered_ = requests_.head().starts_with("CONNECT ");
  if (!context.options.track_responses) return;
  const ByteStream& answers = responses_.stream();
  const bool has_answers = answers.is_synced() && responses_.origin() != answers.next_sequence();
  if (requests_.is_first() && !has_answers) pairing_.find_track();
  OpenRequest& request = pairing_.open(request_number_, acknowledgement);
  request.is_head = requests_.head().starts_with("HEAD ");
  request.is_connect = connect_offered_;
}

void TcpConnection::note_response() {
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

void TcpConnection::finish_request(CaptureContext& context) {
  orientation_ = Orientation::certain;
  Message message = requests_.take();
  message.id = ids_.of(request_number_);
  edit_head(message, context);
  hand_on(std::move(message), context);
  release_responses(request_number_, context);
}

// Prepares the request for replay.
void TcpConnection::edit_head(Message& request, const CaptureContext& context) const {
  if (requests_.framer().expects_continue()) {
    request.payload = http::without_header(request.payload.view(), "Expect");
  }
  if (!context.options.realip_header.empty()) {
    const net::Endpoint client = requests_.proxied_client().value_or(client_);
    request.payload = http::with_header(request.payload, context.options.realip_header, client.address.text());
  }
}

// That request is complete or dropped: releases responses that waited for it.
void TcpConnection::release_responses(std::uint32_t request_number, CaptureContext& context) {
  OpenRequest* request = pairing_.find(request_number);
  if (request == nullptr) return;
  request->is_whole = true;
  while (!pairing_.empty() && pairing_.oldest().is_whole && pairing_.oldest().response) {
    hand_on(std::move(*pairing_.oldest().response), context);
    pairing_.answer(pairing_.oldest().number);
  }
}

void TcpConnection::finish_response(CaptureContext& context) {
  const int status = responses_.framer().status();
  Message message = responses_.take();
  orientation_ = Orientation::certain;
  if (status < 200 && status != 101) return;
  OpenRequest* request = answered_request();
  const bool is_tunnel = status == 101 || (request != nullptr && request->is_connect && status < 300);
  message.id = ids_.of(request == nullptr ? context.next_number++ : request->number);
  if (request == nullptr) {
    context.counts.orphans.add();
    hand_on(std::move(message), context);
  } else if (!request->is_whole) {
    request->response = std::make_unique<Message>(std::move(message));
  } else {
    pairing_.answer(request->number);
    hand_on(std::move(message), context);
  }
  if (is_tunnel) {
    turn_opaque(context);
  } else if (request != nullptr && pairing_.empty()) {
    tunnel_offered_ = false;
  }
}

void TcpConnection::drop_message(MessageCutter& direction, MessageCounter& reason, CaptureContext& context) {
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
    message.id = ids_.of(has_number ? request_number_ : answers != nullptr ? answers->number : context.next_number++);
    message.cut_off = true;
    if (has_number) edit_head(message, context);
    hand_on(std::move(message), context);
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

void TcpConnection::turn_opaque(CaptureContext& context) {
  context.counts.opaque.add();
  for (MessageCutter* direction : {&requests_, &responses_}) {
    if (direction->has_message()) drop_message(*direction, context.counts.connection_end, context);
    direction->turn_opaque();
  }
  pairing_ = Pairing();
  tunnel_offered_ = false;
}

}  // namespace gor::capture
