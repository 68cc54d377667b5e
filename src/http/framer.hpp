// SPDX-License-Identifier: Apache-2.0
// Incremental framing of HTTP/1.x messages (RFC 9112 section 6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gor/payload.hpp"

namespace gor::http {

enum class Side { request, response };

/// Cuts one message from the front of a byte stream that is fed in pieces of any size. Scans each byte once, and body
/// bytes of known length not at all. Feed it from the first byte of the start line; leading empty lines are skipped.
class Framer {
 public:
  enum class Step {
    need_more,  ///< the piece was used up, and the message continues
    head,       ///< the head is complete (returned once): call set_no_body() if needed, and continue
                ///< continue
    complete,   ///< the message is complete; the rest of the piece belongs to the next
    invalid,    ///< not an HTTP message, or a head larger than `max_head`
  };
  static constexpr std::size_t kMaxHead = 1 << 20;

  /// `limit_bytes`: how much of the message is kept in the builder; the rest is framed and discarded (is_cut_off()).
  explicit Framer(Side side, std::size_t limit_bytes, std::size_t max_head = kMaxHead) noexcept
      : side_(side), limit_bytes_(limit_bytes), max_head_(max_head) {}

  /// Consumes from the front of `piece` and appends what it keeps to `into`, which must be the same builder, empty at
  /// first, for the complete message.
  Step feed(std::string_view& piece, PayloadBuilder& into);

  /// Whether the end of the stream ends the message properly (a body framed by connection close).
  bool ends_with_stream() const noexcept { return state_ == State::until_close; }

  /// After Step::head of a response: the response to HEAD, or a 2xx to CONNECT, has no body whatever its fields
  /// declare.
  void set_no_body() noexcept { state_ = State::complete; }

  /// After Step::head: keeps the complete head and `bytes` of the body.
  void limit_body(std::size_t bytes) noexcept { limit_bytes_ = head_bytes_ + bytes; }

  bool is_complete() const noexcept { return state_ == State::complete; }
  bool has_start_line() const noexcept { return start_line_seen_; }
  bool has_head() const noexcept { return state_ >= State::body && state_ != State::invalid; }
  /// Bytes of the head with its empty line, once it is complete.
  std::size_t head_bytes() const noexcept { return head_bytes_; }
  int status() const noexcept { return status_; }  ///< responses only
  /// After Step::head: bytes left of a body of known length; else 0.
  std::uint64_t remaining() const noexcept { return remaining_; }
  /// Bytes of the body received so far, without chunk framing.
  std::uint64_t body_bytes() const noexcept { return body_bytes_; }
  bool is_cut_off() const noexcept { return cut_off_; }
  /// Whether the connection may carry another message after this one (RFC 9112 section 9.3). Valid after the head.
  bool keeps_alive() const noexcept { return keep_alive_ && state_ != State::until_close; }
  /// Whether the head has `Expect: 100-continue`, or `Upgrade`, or the method is CONNECT.
  bool expects_continue() const noexcept { return expects_continue_; }
  bool offers_tunnel() const noexcept { return offers_tunnel_; }

 private:
  enum class State : std::uint8_t {
    start,       // before the first byte of the start line
    head,        // until the empty line
    body,        // remaining_ bytes of known length
    chunk_size,  // the line with the size
    chunk_data,  // remaining_ bytes
    chunk_end,   // the line end after the data
    trailer,     // lines until an empty one
    until_close,
    complete,
    invalid,
  };

  // How much of a line has been scanned (head, trailer).
  enum class Line : std::uint8_t { empty, cr, text };
  struct Head;

  void skip_empty_lines(std::string_view& piece);
  void scan_head(std::string_view& piece, PayloadBuilder& into);
  static std::optional<Head> read_head(std::string_view bytes);
  void begin_body(const Head& head, PayloadBuilder& into);
  bool read_start_line(std::string_view text);
  void take_body(std::string_view& piece, PayloadBuilder& into, State then);
  void scan_chunk_size(std::string_view& piece, PayloadBuilder& into);
  void scan_chunk_end(std::string_view& piece, PayloadBuilder& into);
  void scan_trailer(std::string_view& piece, PayloadBuilder& into);
  std::size_t find_empty_line(std::string_view piece);
  void keep(std::string_view& piece, std::size_t bytes, PayloadBuilder& into);

  Side side_;
  State state_ = State::start;
  bool head_told_ = false;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  bool offers_tunnel_ = false;
  bool cut_off_ = false;
  bool start_line_seen_ = false;
  bool in_extension_ = false;  // of a chunk-size line: after the digits
  Line line_ = Line::empty;
  std::uint8_t size_digits_ = 0;
  int status_ = 0;
  std::size_t limit_bytes_;
  std::size_t max_head_;
  std::size_t head_bytes_ = 0;
  std::uint64_t remaining_ = 0;
  std::uint64_t body_bytes_ = 0;
};

}  // namespace gor::http
