// SPDX-License-Identifier: Apache-2.0
// Bytes in order → messages, and which response belongs to which request.
#include <algorithm>

#include "capture/conversation.hpp"
#include "http/edit.hpp"
#include "http/head.hpp"

namespace gor::capture {
namespace {

// HTTP/2 with prior knowledge (RFC 9113 section 3.4), or a TLS handshake record (RFC 8446 section 5.1).
bool begins_other_protocol(std::string_view bytes) noexcept {
  return bytes.starts_with("PRI * HTTP/2") || bytes.starts_with("\x16\x03");
}

char* write_hex(char* at, std::uint32_t value, int digits) noexcept {
  for (int i = digits - 1; i >= 0; --i, value >>= 4) at[i] = "0123456789abcdef"[value & 15];
  return at + digits;
}

}  // namespace

void Conversation::take_run(Direction& direction, const Run& run, CaptureContext& context) {
  std::string_view bytes = run.bytes;
  if (direction.step == Step::guessed &&
      (is_requests(direction) ? http::starts_with_request_line(bytes) : http::starts_with_status_line(bytes))) {
    // This packet begins a message for certain, so what was guessed before it was none.
    direction.message.clear();
    direction.step = Step::seeking;
  }
  while (!bytes.empty() && direction.step != Step::opaque) {
    if (!has_message(direction) && !begin_message(direction, bytes, run, context)) return;
    direction.last = std::max(direction.last, run.time);
    if (!feed_message(direction, bytes, context)) return;
  }
}

// False: the rest of the packet is passed over.
bool Conversation::begin_message(Direction& direction, std::string_view& bytes, const Run& run,
                                 CaptureContext& context) {
  const bool at_packet_start = bytes.data() == run.bytes.data();
  if (direction.step == Step::seeking && !at_packet_start) return false;
  bytes.remove_prefix(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
  if (bytes.empty()) return false;
  if (is_requests(direction) ? !http::may_start_request(bytes) : !http::may_start_response(bytes)) {
    lose_step(direction, bytes, context);
    return false;
  }
  direction.step = direction.step == Step::between ? Step::inside : Step::guessed;
  direction.framer =
      http::Framer(is_requests(direction) ? http::Side::request : http::Side::response, context.options.message_limit);
  direction.number = context.next_number++;
  direction.sequence = run.sequence + static_cast<std::uint32_t>(bytes.data() - run.bytes.data());
  direction.acknowledgement = run.acknowledgement;
  direction.first = direction.last = run.time;
  return true;
}

// Bytes that begin no message where one should begin.
void Conversation::lose_step(Direction& direction, std::string_view bytes, CaptureContext& context) {
  context.counts.not_http.add();
  const bool is_tunnel = is_requests(direction) && tunnel_offered_;
  if (direction.step == Step::between && (is_tunnel || begins_other_protocol(bytes))) {
    turn_opaque(context);
  } else {
    direction.step = Step::seeking;
  }
}

// False: the rest of the packet is used up or passed over.
bool Conversation::feed_message(Direction& direction, std::string_view& bytes, CaptureContext& context) {
  while (true) {
    switch (direction.framer.feed(bytes, direction.message)) {
      case http::Framer::Step::need_more:
        if (direction.message.view().find('\n') != std::string_view::npos) direction.step = Step::inside;
        return false;
      case http::Framer::Step::head:
        direction.step = Step::inside;
        note_head(direction, context);
        break;
      case http::Framer::Step::complete:
        direction.step = Step::between;
        is_requests(direction) ? finish_request(context) : finish_response(context);
        return true;
      case http::Framer::Step::invalid:
        drop_message(direction, context.counts.malformed, context);
        direction.step = Step::seeking;
        return false;
    }
  }
}

void Conversation::note_head(Direction& direction, CaptureContext& context) {
  const std::string_view head = direction.message.view();
  if (is_requests(direction)) {
    tunnel_offered_ = direction.framer.offers_tunnel();
    connect_offered_ = head.starts_with("CONNECT ");
    if (context.options.track_responses) {
      OpenRequest& request = pairing_.open(direction.number, direction.acknowledgement);
      request.is_head = head.starts_with("HEAD ");
      request.is_connect = connect_offered_;
    }
    return;
  }
  OpenRequest* request = pairing_.match(direction.sequence, std::exchange(direction.after_hole, false));
  const int status = direction.framer.status();
  answered_.reset();
  if (request == nullptr || (status < 200 && status != 101)) return;
  answered_ = request->number;
  if (request->is_head || (request->is_connect && status < 300)) direction.framer.set_no_body();
}

void Conversation::finish_request(CaptureContext& context) {
  const bool expects_continue = requests_.framer.expects_continue();
  Message message = take_message(requests_, MessageType::request, requests_.number);
  if (expects_continue) message.payload = http::without_field(message.payload.view(), "Expect");
  if (!context.options.realip_header.empty()) {
    message.payload = http::with_field(message.payload.view(), context.options.realip_header, client_.address.text());
  }
  hand_on(std::move(message), context);
  release_response(requests_.number, context);
}

// The request of that number is through: its response need not wait any longer, or may have come already.
void Conversation::release_response(std::uint32_t request_number, CaptureContext& context) {
  OpenRequest* request = pairing_.find(request_number);
  if (request == nullptr) return;
  request->is_whole = true;
  while (!pairing_.empty() && pairing_.oldest().is_whole && pairing_.oldest().response) {
    hand_on(std::move(*pairing_.oldest().response), context);
    pairing_.answer_oldest();
  }
}

void Conversation::finish_response(CaptureContext& context) {
  const int status = responses_.framer.status();
  if (status < 200 && status != 101) {
    responses_.message.clear();
    return;
  }
  OpenRequest* request = answered_ ? pairing_.find(*answered_) : nullptr;
  if (request == nullptr) context.counts.orphans.add();
  Message message =
      take_message(responses_, MessageType::response, request == nullptr ? responses_.number : request->number);
  const bool is_tunnel = status == 101 || (request != nullptr && request->is_connect && status < 300);
  if (request == nullptr) {
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

void Conversation::drop_message(Direction& direction, Count& reason, CaptureContext& context) {
  const MessageType type = is_requests(direction) ? MessageType::request : MessageType::response;
  const bool was_guessed = direction.step == Step::guessed;
  direction.step = Step::seeking;
  if (was_guessed) {
    direction.message.clear();
    return;
  }
  const OpenRequest* request = !is_requests(direction) && answered_ ? pairing_.find(*answered_) : nullptr;
  Message message = take_message(direction, type, request != nullptr ? request->number : direction.number);
  if (context.options.allow_incomplete && &reason == &context.counts.lost_packet) {
    message.cut_off = true;
    hand_on(std::move(message), context);
  } else {
    context.counts.born.add(type);
    reason.add(type);
  }
  if (is_requests(direction)) {
    release_response(direction.number, context);
  } else if (request != nullptr) {
    pairing_.answer_oldest();
  }
}

void Conversation::turn_opaque(CaptureContext& context) {
  context.counts.opaque.add();
  for (Direction* direction : {&requests_, &responses_}) {
    if (has_message(*direction)) drop_message(*direction, context.counts.connection_end, context);
    direction->step = Step::opaque;
    direction->stream.sync(0);
  }
  pairing_ = Pairing();
  tunnel_offered_ = false;
}

Message Conversation::take_message(Direction& direction, MessageType type, std::uint32_t number) const {
  Message message;
  message.type = type;
  message.id = id(number);
  message.timestamp = direction.first;
  message.latency = direction.last - direction.first;
  message.cut_off = direction.framer.is_cut_off();
  message.payload = direction.message.finish();
  return message;
}

void Conversation::hand_on(Message message, CaptureContext& context) {
  context.counts.born.add(message.type);
  if (message.cut_off) context.counts.cut.add();
  context.finished.push_back(std::move(message));
}

// docs/file-format.md: client port, server port, hash of the addresses, number of the message.
MessageId Conversation::id(std::uint32_t number) const {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
  const std::uint64_t addresses = hash_value(client_.address) * kOdd + hash_value(server_.address);
  std::array<char, 24> digits;
  char* at = write_hex(digits.data(), client_.port, 4);
  at = write_hex(at, server_.port, 4);
  at = write_hex(at, static_cast<std::uint32_t>(addresses >> 32), 8);
  write_hex(at, number, 8);
  return {std::string_view(digits.data(), digits.size())};
}

}  // namespace gor::capture
