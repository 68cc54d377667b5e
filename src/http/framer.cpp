// SPDX-License-Identifier: Apache-2.0
#include "http/framer.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/text.hpp"
#include "http/body_length.hpp"
#include "http/head.hpp"

namespace gor::http {
namespace {

// At most this much room is reserved for a body at once: what is announced beyond may never come.
constexpr std::size_t kFirstReserve = std::size_t{64} * 1024;

}  // namespace

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
  // The line that the last piece left unfinished may be empty.
  if (line_ != Line::text && !piece.empty()) {
    const std::size_t after = line_ == Line::empty && piece.front() == '\r' ? 1 : 0;
    if (piece.substr(after).starts_with('\n')) return after + 1;
  }
  const std::size_t end = find_head_end(piece);
  if (end != std::string_view::npos) return end;
  const std::size_t last_end = piece.rfind('\n');
  if (last_end != std::string_view::npos) line_ = Line::empty;
  const std::string_view last = piece.substr(last_end + 1);
  if (!last.empty()) line_ = line_ == Line::empty && last == "\r" ? Line::cr : Line::text;
  return std::string_view::npos;
}

// What matters for framing in a head.
struct Framer::Head {
  HeadParts parts;
  BodyLength length;
  std::optional<bool> keeps_alive;  // if a field says it
  bool has_upgrade = false;
  bool expects_continue = false;

  void read(const FieldLines& lines) {
    const std::string_view name = lines.name();
    length.read(name, lines);
    if (equals_ignoring_case(name, "Connection")) {
      read_connection(lines.value());
    } else if (equals_ignoring_case(name, "Upgrade")) {
      has_upgrade = true;
    } else if (equals_ignoring_case(name, "Expect")) {
      expects_continue = list_has(lines.value(), "100-continue");
    }
  }

  void read_connection(std::string_view list) {
    bool has_close = false;
    bool has_keep_alive = false;
    visit_list(list, [&](std::string_view token) {
      has_close = has_close || equals_ignoring_case(token, "close");
      has_keep_alive = has_keep_alive || equals_ignoring_case(token, "keep-alive");
    });
    if (has_close || has_keep_alive) keeps_alive = has_keep_alive;
  }
};

// Empty if the empty line is missing.
std::optional<Framer::Head> Framer::read_head(std::string_view bytes) {
  static constexpr Initials kInitials("ctue");  // of the fields above
  Head head;
  head.parts = visit_head(bytes, kInitials, [&](const FieldLines& lines) { head.read(lines); });
  if (head.parts.bytes.empty()) return {};
  return head;
}

void Framer::scan_head(std::string_view& piece, PayloadBuilder& into) {
  std::optional<Head> head;
  if (into.empty()) head = read_head(piece);  // most heads come in one piece
  const std::size_t end = head ? head->parts.bytes.size() : find_empty_line(piece);
  const std::size_t bytes = std::min(end, piece.size());
  if (into.size() + bytes > max_head_) {
    state_ = State::invalid;
    return;
  }
  into.append(piece.substr(0, bytes));
  piece.remove_prefix(bytes);
  if (end != std::string_view::npos) {
    if (!head) head = read_head(into.view());
    begin_body(*head, into);
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
void Framer::begin_body(const Head& head, PayloadBuilder& into) {
  head_bytes_ = head.parts.bytes.size();
  if (!read_start_line(head.parts.start_line)) {
    state_ = State::invalid;
    return;
  }
  start_line_seen_ = true;
  keep_alive_ = head.keeps_alive.value_or(keep_alive_);
  offers_tunnel_ = offers_tunnel_ || head.has_upgrade;
  expects_continue_ = head.expects_continue;
  const bool is_request = side_ == Side::request;
  if (!is_request && (status_ < 200 || status_ == 204 || status_ == 304)) {
    state_ = State::complete;
  } else if (head.length.is_chunked()) {
    state_ = State::chunk_size;
  } else if (head.length.announced() && (is_request || !head.length.has_coding())) {
    remaining_ = *head.length.announced();
    state_ = remaining_ > 0 ? State::body : State::complete;
    into.reserve(head_bytes_ + static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, kFirstReserve)));
  } else {
    state_ = is_request ? State::complete : State::until_close;
  }
  if (into.size() > limit_bytes_) {
    into.truncate(limit_bytes_);
    cut_off_ = true;
  }
}

bool Framer::read_start_line(std::string_view text) {
  if (side_ == Side::request) {
    const auto line = parse_request_line(text);
    if (!line) return false;
    keep_alive_ = line->version != "HTTP/1.0";
    offers_tunnel_ = line->method == "CONNECT";
    return true;
  }
  const auto line = parse_status_line(text);
  if (!line) return false;
  status_ = line->code;
  keep_alive_ = line->version != "HTTP/1.0";
  return true;
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
