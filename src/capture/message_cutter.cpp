// SPDX-License-Identifier: Apache-2.0
#include "capture/message_cutter.hpp"

#include <algorithm>
#include <utility>

#include "http/head.hpp"

namespace gor::capture {
namespace {

constexpr std::size_t kGlance = 12;  // characters

// HTTP/2 with prior knowledge (RFC 9113 section 3.4), or a TLS handshake record (RFC 8446 section 5.1).
bool begins_other_protocol(std::string_view bytes) noexcept {
  return bytes.starts_with("PRI * HTTP/2") || bytes.starts_with("\x16\x03");
}

}  // namespace

void MessageCutter::begin() noexcept {
  state_ = State::between;
  rest_ = {};
  message_.clear();
  passed_over_.reset();
  proxy_header_.reset();
}

bool MessageCutter::is_belied_by(const Segment& segment) const noexcept {
  return state_ == State::seeking && passed_over_ == segment.first_byte() && starts_for_certain(segment.payload);
}

// False: no more bytes are in order.
bool MessageCutter::take_up(Direction& direction) {
  const auto chunk = direction.next();
  if (!chunk) return false;
  chunk_ = *chunk;
  rest_ = chunk_.bytes;
  if (chunk_.has_moved) proxy_header_.reset();
  return true;
}

MessageCutter::Step MessageCutter::next(Direction& direction, CaptureContext& context) {
  while (state_ != State::opaque &&
         (!rest_.empty() || (has_message() && framer_.is_complete()) || take_up(direction))) {
    if (std::exchange(chunk_.after_hole, false)) {
      if (!has_message()) state_ = State::seeking;
      if (is_within_proxy_header()) proxy_header_.reset();
      return Step::hole;
    }
    if (is_within_proxy_header() || begins_proxy_header(direction)) {
      const Step step = take_proxy_header(context.counts);
      if (step != Step::need_more) return step;
      continue;
    }
    if (!has_message() || is_belied()) {
      const Step step = find_message(context);
      if (step != Step::need_more) return step;
      if (!has_message()) continue;
    }
    const Step step = feed(context.counts);
    if (step != Step::need_more) return step;
  }
  return Step::need_more;
}

// Only in the first packet of a connection, or the first one captured.
bool MessageCutter::begins_proxy_header(const Direction& direction) const noexcept {
  if (side_ == http::Side::response || has_message() || !is_at_packet_start()) return false;
  const bool is_start = state_ == State::seeking || direction.origin() == chunk_.sequence;
  return is_start && net::ProxyHeader::begins(rest_);
}

// need_more: the header is incomplete, or has ended and a message must follow.
MessageCutter::Step MessageCutter::take_proxy_header(CaptureCounts& counts) {
  if (!is_within_proxy_header()) proxy_header_ = std::make_unique<net::ProxyHeader>();
  const std::uint32_t begin = position_in_stream();
  const bool was_due = state_ == State::between;
  if (proxy_header_->feed(rest_) == net::ProxyHeader::Step::invalid) {
    proxy_header_.reset();
    return pass_over(rest_, begin, was_due, counts);
  }
  state_ = State::between;
  return Step::need_more;
}

// This packet starts a message, so the guess before it was wrong.
bool MessageCutter::is_belied() const noexcept {
  return state_ == State::guessed && is_at_packet_start() && starts_for_certain(rest_);
}

MessageCutter::Step MessageCutter::find_message(CaptureContext& context) {
  if (state_ == State::guessed) state_ = State::seeking;
  message_.clear();
  const bool may_begin = state_ == State::between || is_at_packet_start();
  rest_.remove_prefix(std::min(rest_.find_first_not_of("\r\n"), rest_.size()));
  if (!may_begin) rest_ = {};
  if (rest_.empty()) return Step::need_more;
  // A glance rules out most other data; the framer reads the line.
  if (!may_start(rest_.substr(0, kGlance)))
    return pass_over(rest_, position_in_stream(), state_ == State::between, context.counts);
  begin_message(context.options.message_limit);
  return Step::need_more;
}

MessageCutter::Step MessageCutter::feed(CaptureCounts& counts) {
  last_ = std::max(last_, chunk_.time);
  const auto step = framer_.feed(rest_, message_);
  const bool was_due = state_ == State::inside;
  const bool has_start_line = framer_.has_start_line();
  const bool is_none = has_start_line ? !was_due && !is_credible(message_.view()) : step == http::Framer::Step::invalid;
  if (is_none) {
    const Step passed = pass_over(message_.view(), sequence_, was_due, counts);
    message_.clear();
    return passed;
  }
  if (has_start_line) {
    state_ = State::inside;
    passed_over_.reset();
  }
  switch (step) {
    case http::Framer::Step::need_more:
      break;
    case http::Framer::Step::head:
      has_head_ = true;
      return Step::head;
    case http::Framer::Step::complete:
      state_ = State::between;
      return Step::whole;
    case http::Framer::Step::invalid:
      rest_ = {};
      return Step::malformed;
  }
  return Step::need_more;
}

void MessageCutter::begin_message(std::size_t limit_bytes) {
  state_ = state_ == State::between ? State::inside : State::guessed;
  framer_ = http::Framer(side_, limit_bytes);
  has_head_ = false;
  sequence_ = position_in_stream();
  acknowledgement_ = chunk_.acknowledgement;
  first_ = last_ = chunk_.time;
}

std::uint32_t MessageCutter::position_in_stream() const noexcept {
  return chunk_.sequence + static_cast<std::uint32_t>(rest_.data() - chunk_.bytes.data());
}

// Skips `bytes`, which are not a message, and the rest of the packet. need_more: no message was expected there.
MessageCutter::Step MessageCutter::pass_over(std::string_view bytes, std::uint32_t sequence, bool was_due,
                                             CaptureCounts& counts) noexcept {
  counts.not_http.add();
  const bool is_other = begins_other_protocol(bytes);
  rest_ = {};
  state_ = State::seeking;
  if (!was_due) return Step::need_more;
  passed_over_ = sequence;
  return is_other ? Step::other_protocol : Step::not_http;
}

bool MessageCutter::starts_for_certain(std::string_view bytes) const noexcept {
  return side_ == http::Side::request ? http::starts_with_request_line(bytes) : http::starts_with_status_line(bytes);
}

bool MessageCutter::may_start(std::string_view bytes) const noexcept {
  return side_ == http::Side::request ? http::may_start_request(bytes) : http::may_start_response(bytes);
}

bool MessageCutter::is_credible(std::string_view bytes) const noexcept {
  return side_ == http::Side::response || http::starts_with_credible_method(bytes);
}

void MessageCutter::end() noexcept {
  if (state_ != State::opaque) state_ = State::seeking;
}

void MessageCutter::turn_opaque() noexcept {
  state_ = State::opaque;
  rest_ = {};
}

Message MessageCutter::take() {
  if (has_message()) state_ = State::seeking;
  Message message;
  message.type = type();
  message.timestamp = first_;
  message.latency = last_ - first_;
  message.cut_off = framer_.is_cut_off();
  message.payload = message_.finish();
  return message;
}

}  // namespace gor::capture
