// SPDX-License-Identifier: Apache-2.0
// HTTP/1.x messages from the bytes of one direction of a TCP connection.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "gor/message.hpp"
#include "gor/payload.hpp"

#include "capture/context.hpp"
#include "capture/direction.hpp"
#include "capture/segment.hpp"
#include "http/framer.hpp"
#include "net/proxy_header.hpp"

namespace gor::capture {

/// Knows only one direction; HttpProtocol relates it to the other. After a Direction has accepted a segment or skipped
/// a hole, call next() with it until that returns need_more. Allocates nothing before the first message.
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

  /// A message starts at the direction's next byte. Discards the open message.
  void begin() noexcept;
  /// The client named by a PROXY header before the first message.
  std::optional<net::Endpoint> proxied_client() const noexcept {
    return proxy_header_ ? proxy_header_->client() : std::nullopt;
  }

  /// Whether the segment starts a message for certain at bytes that were passed over. Some middleboxes send other bytes
  /// with the sequence numbers of a request that follows.
  bool is_belied_by(const Segment& segment) const noexcept;
  Step next(Direction& direction, CaptureContext& context);
  /// No more messages until begin(): the connection has ended, or switched to another protocol.
  void end() noexcept;
  void turn_opaque() noexcept;

  const http::Framer& framer() const noexcept { return framer_; }
  void set_no_body() noexcept { framer_.set_no_body(); }
  /// Memory held beyond the object itself.
  std::size_t bytes() const noexcept { return message_.capacity() + (proxy_header_ ? sizeof *proxy_header_ : 0); }

  // The open message, or the one that was just completed.
  MessageType type() const noexcept {
    return side_ == http::Side::request ? MessageType::request : MessageType::response;
  }
  bool has_message() const noexcept { return state_ == State::inside || state_ == State::guessed; }
  bool is_inside() const noexcept { return state_ == State::inside; }
  /// It was found while seeking, and its start line is incomplete: it may not be a message.
  bool is_guess() const noexcept { return state_ == State::guessed; }
  bool has_start_line() const noexcept { return framer_.has_start_line(); }
  bool has_head() const noexcept { return has_head_; }
  /// Whether the end of the stream completes it.
  bool ends_with_stream() const noexcept { return framer_.ends_with_stream(); }
  std::string_view head() const noexcept { return message_.view().substr(0, framer_.head_bytes()); }
  std::uint32_t sequence() const noexcept { return sequence_; }  ///< of its first byte
  /// It is the first message after the SYN with that sequence number, if one was seen.
  bool is_first(std::optional<std::uint32_t> origin) const noexcept {
    return origin && sequence_ == *origin + proxy_bytes();
  }
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

  bool take_up(Direction& direction);
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
  bool begins_proxy_header(const Direction& direction) const noexcept;
  std::uint32_t proxy_bytes() const noexcept {
    return proxy_header_ ? static_cast<std::uint32_t>(proxy_header_->size()) : 0;
  }
  Step take_proxy_header(CaptureCounts& counts);
  Step feed(CaptureCounts& counts);

  http::Side side_;
  State state_ = State::seeking;
  bool has_head_ = false;
  std::optional<std::uint32_t> passed_over_;        // where other bytes were found instead of a message
  std::unique_ptr<net::ProxyHeader> proxy_header_;  // of a stream that started with one
  StreamChunk chunk_;                               // being processed
  std::string_view rest_;                           // its unprocessed part
  http::Framer framer_;
  PayloadBuilder message_;
  std::uint32_t sequence_ = 0;
  std::optional<std::uint32_t> acknowledgement_;
  Timestamp first_;
  Timestamp last_;
};

}  // namespace gor::capture
