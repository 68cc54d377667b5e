// SPDX-License-Identifier: Apache-2.0
#include "capture/message_cutter.hpp"

#include <algorithm>
#include <utility>

#include "http/head.hpp"

namespace gor::capture {
namespace {

// HTTP/2 with prior knowledge (RFC 9113 section 3.4), or a TLS handshake record (RFC 8446 section 5.1).
bool begins_other_protocol(std::string_view bytes) noexcept {
  return bytes.starts_with("PRI * HTTP/2") || bytes.starts_with("\x16\x03");
}

}  // namespace

void MessageCutter::begin_at(std::uint32_t first) noexcept {
  stream_.sync(first);
  origin_ = first;
  ended_ = false;
  state_ = State::between;
}

bool MessageCutter::accept(const Segment& segment) {
  bool has_progress = false;
  if (!segment.payload.empty()) {
    if (!stream_.is_synced()) stream_.sync(segment.first_byte());
    work_on(stream_.accept(segment));
    has_progress = !rest_.empty();
  }
  if (segment.fin && stream_.is_synced()) stream_.end_at(segment.end());
  return has_progress;
}

void MessageCutter::work_on(const Run& run) {
  run_ = run;
  rest_ = run.bytes;
  if (state_ == State::guessed && starts_for_certain(rest_)) {
    // This packet begins a message, so what was guessed before it was none.
    message_.clear();
    state_ = State::seeking;
  }
}

// False: there is nothing more in order.
bool MessageCutter::take_up() {
  const auto run = stream_.pop();
  if (run) work_on(*run);
  return run.has_value();
}

MessageCutter::Step MessageCutter::next(std::size_t limit_bytes) {
  while (state_ != State::opaque && (!rest_.empty() || (has_message() && framer_.is_complete()) || take_up())) {
    if (!has_message()) {
      const bool at_packet_start = rest_.data() == run_.bytes.data();
      rest_.remove_prefix(std::min(rest_.find_first_not_of("\r\n"), rest_.size()));
      if (state_ == State::seeking && !at_packet_start) rest_ = {};
      if (rest_.empty()) continue;
      if (!may_start(rest_)) return pass_over();
      begin_message(limit_bytes);
    }
    last_ = std::max(last_, run_.time);
    switch (framer_.feed(rest_, message_)) {
      case http::Framer::Step::need_more:
        if (message_.view().find('\n') != std::string_view::npos) state_ = State::inside;
        break;
      case http::Framer::Step::head:
        state_ = State::inside;
        has_head_ = true;
        follows_hole_ = std::exchange(after_hole_, false);
        return Step::head;
      case http::Framer::Step::complete:
        state_ = State::between;
        return Step::whole;
      case http::Framer::Step::invalid:
        rest_ = {};
        return Step::malformed;
    }
  }
  return Step::need_more;
}

void MessageCutter::begin_message(std::size_t limit_bytes) {
  state_ = state_ == State::between ? State::inside : State::guessed;
  framer_ = http::Framer(side_, limit_bytes);
  has_head_ = false;
  sequence_ = run_.sequence + static_cast<std::uint32_t>(rest_.data() - run_.bytes.data());
  acknowledgement_ = run_.acknowledgement;
  first_ = last_ = run_.time;
}

MessageCutter::Step MessageCutter::pass_over() noexcept {
  const bool was_due = std::exchange(state_, State::seeking) == State::between;
  const std::string_view bytes = std::exchange(rest_, {});
  if (!was_due) return Step::no_message;
  return begins_other_protocol(bytes) ? Step::other_protocol : Step::not_http;
}

bool MessageCutter::starts_for_certain(std::string_view bytes) const noexcept {
  return side_ == http::Side::request ? http::starts_with_request_line(bytes) : http::starts_with_status_line(bytes);
}

bool MessageCutter::may_start(std::string_view bytes) const noexcept {
  return side_ == http::Side::request ? http::may_start_request(bytes) : http::may_start_response(bytes);
}

void MessageCutter::skip_hole() noexcept {
  state_ = State::seeking;
  after_hole_ = true;
  stream_.skip_hole();
}

void MessageCutter::end() noexcept {
  if (state_ != State::opaque) state_ = State::seeking;
  ended_ = true;
}

void MessageCutter::turn_opaque() noexcept {
  state_ = State::opaque;
  stream_.sync(0);
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
