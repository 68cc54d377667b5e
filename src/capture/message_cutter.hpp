// SPDX-License-Identifier: Apache-2.0
// HTTP/1.x messages from the segments of one direction of a TCP connection, in any order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "gor/message.hpp"
#include "gor/payload.hpp"

#include "capture/byte_stream.hpp"
#include "capture/context.hpp"
#include "capture/segment.hpp"
#include "http/framer.hpp"
#include "net/proxy_header.hpp"

namespace gor::capture {

/// Knows only one direction; its TcpConnection relates it to the other. After an accept() that returns true, and after
/// skip_hole(), call next() until it returns need_more. Allocates nothing before the first message.
class MessageCutter {
 public:
  enum class Step {
    need_more,       ///< all bytes in order are consumed or skipped
    head,            ///< the open message's head is complete: see framer(), call set_no_body() if needed
    whole,           ///< the message is complete: take() it
    hole,            ///< bytes are lost: take() the open message, if any
    malformed,       ///< the open message's framing is broken: take() it
    not_http,        ///< other bytes were found where a message was expected
    other_protocol,  ///< the same, and they are of another known protocol
  };
  explicit MessageCutter(http::Side side) noexcept : side_(side), framer_(side, 0) {}

  /// A SYN: a message starts at that sequence number. Discards the open message.
  void begin_at(std::uint32_t first) noexcept;
  /// Joins the stream midway, at that sequence number.
  void join_at(std::uint32_t next) noexcept { stream_.sync_midway(next); }
  /// Records the start of the stream, from a SYN that was captured late.
  void note_origin(std::uint32_t first) noexcept { origin_ = first; }
  /// The first sequence number, from the last SYN.
  std::optional<std::uint32_t> origin() const noexcept { return origin_; }
  /// The client named by a PROXY header before the first message.
  std::optional<net::Endpoint> proxied_client() const noexcept {
    return proxy_header_ ? proxy_header_->client() : std::nullopt;
  }

  /// The sender has reached that sequence number: its RST shows it.
  void note_reached(std::uint32_t next) noexcept { stream_.reached(next); }
  /// The peer has acknowledged all bytes before that sequence number.
  void note_acknowledged(std::uint32_t next) noexcept { stream_.acknowledged(next); }

  /// Takes data and FIN in any order. Without a SYN, the first segment starts the stream. True: call next(); the
  /// segment's bytes must stay valid until then.
  bool accept(const Segment& segment, CaptureCounts& counts);
  Step next(CaptureContext& context);
  /// Continues after the hole. Needs stream().has_hole().
  void skip_hole() noexcept { stream_.skip_hole(); }
  /// No more messages until begin_at(): the connection has ended, or switched to another protocol.
  void end() noexcept;
  void turn_opaque() noexcept;

  bool is_opaque() const noexcept { return state_ == State::opaque; }
  bool has_ended() const noexcept { return ended_; }
  const ByteStream& stream() const noexcept { return stream_; }
  const http::Framer& framer() const noexcept { return framer_; }
  void set_no_body() noexcept { framer_.set_no_body(); }
  /// Memory held beyond the object itself.
  std::size_t bytes() const noexcept {
    return message_.capacity() + stream_.waiting_bytes() + (proxy_header_ ? sizeof *proxy_header_ : 0);
  }

  // The open message, or the one that was just completed.
  MessageType type() const noexcept {
    return side_ == http::Side::request ? MessageType::request : MessageType::response;
  }
  bool has_message() const noexcept { return state_ == State::inside || state_ == State::guessed; }
  /// It was found while seeking, and its start line is incomplete: it may not be a message.
  bool is_guess() const noexcept { return state_ == State::guessed; }
  bool has_start_line() const noexcept { return framer_.has_start_line(); }
  bool has_head() const noexcept { return has_head_; }
  /// Whether the end of the stream completes it.
  bool is_whole_at_end() const noexcept { return framer_.ends_with_stream() && !stream_.has_hole(); }
  std::string_view head() const noexcept { return message_.view().substr(0, framer_.head_bytes()); }
  std::uint32_t sequence() const noexcept { return sequence_; }  ///< of its first byte
  /// It is the first message after a SYN.
  bool is_first() const noexcept { return origin_ && sequence_ == *origin_ + proxy_bytes(); }
  /// On its first segment.
  std::optional<std::uint32_t> acknowledgement() const noexcept { return acknowledgement_; }
  /// Returns it as far as it was received, with an empty id.
  Message take();

 private:
  enum class State : std::uint8_t {
    seeking,  // position unknown: waits for a packet that starts a message
    between,  // at the start of a message
    inside,   // within a message
    guessed,  // within a possible message, found while seeking, whose start line is still incomplete
    opaque,   // another protocol, until the connection ends
  };

  bool belies_what_was_passed_over(const Segment& segment) const noexcept;
  bool accept_out_of_window(const Segment& segment, ByteStream::Place place, CaptureCounts& counts);
  void work_on(const StreamChunk& chunk) noexcept;
  bool take_up();
  bool starts_for_certain(std::string_view bytes) const noexcept;
  bool may_start(std::string_view bytes) const noexcept;
  bool is_credible(std::string_view bytes) const noexcept;
  void begin_message(std::size_t limit_bytes);
  std::uint32_t position_in_stream() const noexcept;
  Step pass_over(std::string_view bytes, std::uint32_t sequence, bool was_due, CaptureCounts& counts) noexcept;
  bool is_at_packet_start() const noexcept { return rest_.data() == chunk_.bytes.data(); }
  bool is_belied() const noexcept;
  Step find_message(CaptureContext& context);
  bool is_within_proxy_header() const noexcept { return proxy_header_ && !proxy_header_->is_whole(); }
  bool begins_proxy_header() const noexcept;
  std::uint32_t proxy_bytes() const noexcept {
    return proxy_header_ ? static_cast<std::uint32_t>(proxy_header_->size()) : 0;
  }
  Step take_proxy_header(CaptureCounts& counts);
  Step feed(CaptureCounts& counts);

  http::Side side_;
  State state_ = State::seeking;
  bool ended_ = false;
  bool has_head_ = false;
  std::uint8_t out_of_window_ = 0;  // consecutive segments that continue each other, but not the stream
  std::uint32_t out_of_window_next_ = 0;
  const Segment* far_ = nullptr;                    // where the stream continues once nothing waits
  std::optional<std::uint32_t> origin_;             // first sequence number, if the SYN was seen
  std::optional<std::uint32_t> passed_over_;        // where other bytes were found instead of a message
  std::unique_ptr<net::ProxyHeader> proxy_header_;  // of a stream that started with one
  ByteStream stream_;
  StreamChunk chunk_;      // being processed
  std::string_view rest_;  // its unprocessed part
  http::Framer framer_;
  PayloadBuilder message_;
  std::uint32_t sequence_ = 0;
  std::optional<std::uint32_t> acknowledgement_;
  Timestamp first_;
  Timestamp last_;
};

}  // namespace gor::capture
