// SPDX-License-Identifier: Apache-2.0
#include "http/framer.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "http/head.hpp"

namespace gor::http {
namespace {

// At most this much room is reserved for a body at once: what is announced beyond may never come.
constexpr std::size_t kFirstReserve = std::size_t{64} * 1024;

// The first number of "5" or "5, 5" (RFC 9110 section 8.6); saturates. Empty if there is no digit at the front.
std::optional<std::uint64_t> parse_length(std::string_view value) noexcept {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  if (value.empty() || value.front() < '0' || value.front() > '9') return {};
  std::uint64_t length = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') break;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (length > (kMax - digit) / 10) return kMax;
    length = length * 10 + digit;
  }
  return length;
}

}  // namespace

// The framing of the body, as the fields declare it.
struct Framer::Body {
  std::optional<std::uint64_t> length;
  bool has_coding = false;
  bool chunked = false;
};

Framer::Step Framer::feed(std::string_view& piece, PayloadBuilder& into) {
  while (true) {
    switch (state_) {
      case State::start:
        skip_empty_lines(piece);
        break;
      case State::head:
        scan_head(piece, into);
        break;
      case State::body:
        take_body(piece, into, State::complete);
        break;
      case State::chunk_size:
        scan_chunk_size(piece, into);
        break;
      case State::chunk_data:
        take_body(piece, into, State::chunk_end);
        break;
      case State::chunk_end:
        scan_chunk_end(piece, into);
        break;
      case State::trailer:
        scan_trailer(piece, into);
        break;
      case State::until_close:
        body_bytes_ += piece.size();
        keep(piece, piece.size(), into);
        break;
      case State::complete:
        return Step::complete;
      case State::invalid:
        return Step::invalid;
    }
    if (has_head() && !head_told_) {
      head_told_ = true;
      return Step::head;
    }
    if (piece.empty() && state_ != State::complete && state_ != State::invalid) return Step::need_more;
  }
}

void Framer::skip_empty_lines(std::string_view& piece) {
  const std::size_t first = piece.find_first_not_of("\r\n");
  piece.remove_prefix(std::min(first, piece.size()));
  if (piece.empty()) return;
  state_ = State::head;
  line_ = Line::text;
}

// The offset after the line end of the first empty line, or npos. Keeps its state of an unfinished line in line_, so
// that a head may be split anywhere.
std::size_t Framer::find_empty_line(std::string_view piece) {
  std::size_t line_start = 0;
  while (true) {
    const std::size_t line_end = piece.find('\n', line_start);
    const std::string_view line = piece.substr(line_start, std::min(line_end, piece.size()) - line_start);
    if (!line.empty()) line_ = line_ == Line::empty && line == "\r" ? Line::cr : Line::text;
    if (line_end == std::string_view::npos) return std::string_view::npos;
    if (line_ != Line::text) return line_end + 1;
    line_ = Line::empty;
    line_start = line_end + 1;
  }
}

void Framer::scan_head(std::string_view& piece, PayloadBuilder& into) {
  const std::size_t end = find_empty_line(piece);
  const std::size_t bytes = std::min(end, piece.size());
  if (into.size() + bytes > max_head_) {
    state_ = State::invalid;
    return;
  }
  into.append(piece.substr(0, bytes));
  piece.remove_prefix(bytes);
  if (end != std::string_view::npos) {
    begin_body(into);
  } else if (!start_line_seen_) {
    // Gives up data that only resemble a start line at first, before they fill memory.
    const std::string_view seen = into.view();
    if (side_ == Side::request ? may_start_request(seen) : may_start_response(seen)) {
      start_line_seen_ = seen.find('\n') != std::string_view::npos;
    } else {
      state_ = State::invalid;
    }
  }
}

// RFC 9112 section 6.3.
void Framer::begin_body(PayloadBuilder& into) {
  const std::string_view head = into.view();
  head_bytes_ = head.size();
  const std::string_view start_line = head.substr(0, head.find('\n'));
  Body body;
  if (side_ == Side::request) {
    const auto line = parse_request_line(start_line);
    state_ = line ? State::complete : State::invalid;
    if (!line) return;
    start_line_seen_ = true;
    keep_alive_ = line->version != "HTTP/1.0";
    offers_tunnel_ = line->method == "CONNECT";
    read_fields(head, body);
  } else {
    const auto line = parse_status_line(start_line);
    state_ = line ? State::until_close : State::invalid;
    if (!line) return;
    start_line_seen_ = true;
    status_ = line->code;
    keep_alive_ = line->version != "HTTP/1.0";
    read_fields(head, body);
    if (status_ < 200 || status_ == 204 || status_ == 304) {
      state_ = State::complete;
      body = {};
    }
  }
  if (body.chunked) {
    state_ = State::chunk_size;
  } else if (body.length && !(body.has_coding && side_ == Side::response)) {
    remaining_ = *body.length;
    state_ = remaining_ > 0 ? State::body : State::complete;
    into.reserve(head_bytes_ + static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, kFirstReserve)));
  }
  if (into.size() > limit_bytes_) {
    into.truncate(limit_bytes_);
    cut_off_ = true;
  }
}

void Framer::read_fields(std::string_view head, Body& body) {
  Fields fields(head);
  while (const auto field = fields.next()) {
    switch (field->name.size()) {
      case 6:
        if (equals_ignoring_case(field->name, "Expect")) expects_continue_ = list_has(field->value, "100-continue");
        break;
      case 7:
        if (equals_ignoring_case(field->name, "Upgrade")) offers_tunnel_ = true;
        break;
      case 10:
        if (equals_ignoring_case(field->name, "Connection")) {
          if (list_has(field->value, "close")) keep_alive_ = false;
          if (list_has(field->value, "keep-alive")) keep_alive_ = true;
        }
        break;
      case 14:
        if (!body.length && equals_ignoring_case(field->name, "Content-Length"))
          body.length = parse_length(field->value);
        break;
      case 17:
        if (equals_ignoring_case(field->name, "Transfer-Encoding")) {
          body.has_coding = true;
          body.chunked = ends_in_chunked(field->value);
        }
        break;
      default:
        break;
    }
  }
}

void Framer::take_body(std::string_view& piece, PayloadBuilder& into, State then) {
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, piece.size()));
  keep(piece, bytes, into);
  remaining_ -= bytes;
  body_bytes_ += bytes;
  if (remaining_ == 0) state_ = then;
}

// chunk-size [ chunk-ext ] CRLF (RFC 9112 section 7.1).
void Framer::scan_chunk_size(std::string_view& piece, PayloadBuilder& into) {
  constexpr std::uint8_t kMaxDigits = 15;
  std::size_t at = 0;
  for (; at < piece.size() && !in_extension_; ++at) {
    const int digit = hex_digit(piece[at]);
    if (digit < 0) {
      in_extension_ = true;
      break;
    }
    remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(digit);
    if (++size_digits_ > kMaxDigits) {
      state_ = State::invalid;
      return;
    }
  }
  if (in_extension_ && size_digits_ == 0) {
    state_ = State::invalid;
    return;
  }
  const std::size_t line_end = piece.find('\n', at);
  keep(piece, line_end == std::string_view::npos ? piece.size() : line_end + 1, into);
  if (line_end == std::string_view::npos) return;
  state_ = remaining_ > 0 ? State::chunk_data : State::trailer;
  in_extension_ = false;
  size_digits_ = 0;
  line_ = Line::empty;
}

void Framer::scan_chunk_end(std::string_view& piece, PayloadBuilder& into) {
  const std::size_t at = piece.find_first_not_of('\r');
  if (at == std::string_view::npos) {
    keep(piece, piece.size(), into);
  } else if (piece[at] != '\n') {
    state_ = State::invalid;
  } else {
    keep(piece, at + 1, into);
    state_ = State::chunk_size;
  }
}

void Framer::scan_trailer(std::string_view& piece, PayloadBuilder& into) {
  const std::size_t end = find_empty_line(piece);
  keep(piece, std::min(end, piece.size()), into);
  if (end != std::string_view::npos) state_ = State::complete;
}

void Framer::keep(std::string_view& piece, std::size_t bytes, PayloadBuilder& into) {
  const std::size_t room = limit_bytes_ - std::min(into.size(), limit_bytes_);
  if (bytes > room) cut_off_ = true;
  into.append(piece.substr(0, std::min(bytes, room)));
  piece.remove_prefix(bytes);
}

}  // namespace gor::http
