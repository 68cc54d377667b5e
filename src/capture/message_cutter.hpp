// SPDX-License-Identifier: Apache-2.0
// One direction of a TCP connection: segments in any order → HTTP/1.x messages.
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

/// Knows one direction alone; what a message means for the other is its Conversation's affair. After each accept() that
/// is true, and after skip_hole(), call next() until it says need_more. Allocates nothing before the first message.
class MessageCutter {
 public:
  enum class Step {
    need_more,       ///< what is in order is used up or passed over
    head,            ///< of the message under way is whole: see framer(), call set_no_body() if need be
    whole,           ///< so is the message: take() it
    hole,            ///< bytes are lost: take() the message under way, if there is one
    malformed,       ///< the framing of the message under way is broken: take() it
    not_http,        ///< something else stood where a message was due
    other_protocol,  ///< the same, and it is one that gor knows to be another
  };
  explicit MessageCutter(http::Side side) noexcept : side_(side), framer_(side, 0) {}

  /// A SYN: the byte of that number begins a message. What was under way is forgotten.
  void begin_at(std::uint32_t first) noexcept;
  /// The stream goes on at that number, somewhere in the middle.
  void join_at(std::uint32_t next) noexcept { stream_.sync_midway(next); }
  /// That number begins the stream too, as a SYN says that came late.
  void note_origin(std::uint32_t first) noexcept { origin_ = first; }
  /// What a SYN has said last.
  std::optional<std::uint32_t> origin() const noexcept { return origin_; }
  /// Who a PROXY header before the messages says that the client is.
  std::optional<net::Endpoint> proxied_client() const noexcept {
    return proxy_header_ ? proxy_header_->client() : std::nullopt;
  }

  /// The sender has got as far as that: its RST says so.
  void note_reached(std::uint32_t next) noexcept { stream_.reached(next); }
  /// And so has the peer, who acknowledges it.
  void note_acknowledged(std::uint32_t next) noexcept { stream_.acknowledged(next); }

  /// Takes data and FIN, in any order; the first segment synchronises where no SYN did. True: there is work for next().
  /// The segment's bytes must be valid until then.
  bool accept(const Segment& segment, CaptureCounts& counts);
  Step next(CaptureContext& context);
  /// Goes on behind the hole. Needs stream().has_hole().
  void skip_hole() noexcept { stream_.skip_hole(); }
  /// No more messages will come, until begin_at(): the connection has ended, or changed its protocol.
  void end() noexcept;
  void turn_opaque() noexcept;

  bool is_opaque() const noexcept { return state_ == State::opaque; }
  bool has_ended() const noexcept { return ended_; }
  const ByteStream& stream() const noexcept { return stream_; }
  const http::Framer& framer() const noexcept { return framer_; }
  void set_no_body() noexcept { framer_.set_no_body(); }
  /// What it holds beside its own size.
  std::size_t bytes() const noexcept {
    return message_.capacity() + stream_.waiting_bytes() + (proxy_header_ ? sizeof *proxy_header_ : 0);
  }

  // The message under way, and the one that has just come whole.
  MessageType type() const noexcept {
    return side_ == http::Side::request ? MessageType::request : MessageType::response;
  }
  bool has_message() const noexcept { return state_ == State::inside || state_ == State::guessed; }
  /// It was found by seeking, and its start line has not come whole: it may be no message.
  bool is_guess() const noexcept { return state_ == State::guessed; }
  bool has_start_line() const noexcept { return framer_.has_start_line(); }
  bool has_head() const noexcept { return has_head_; }
  /// If the stream ends here.
  bool is_whole_at_end() const noexcept { return framer_.ends_with_stream() && !stream_.has_hole(); }
  std::string_view head() const noexcept { return message_.view().substr(0, framer_.head_bytes()); }
  std::uint32_t sequence() const noexcept { return sequence_; }  ///< of its first byte
  /// It is the first one behind a SYN.
  bool is_first() const noexcept { return origin_ && sequence_ == *origin_ + proxy_bytes(); }
  /// On its first segment.
  std::optional<std::uint32_t> acknowledgement() const noexcept { return acknowledgement_; }
  /// Hands it over, as far as it has come; the id is left empty.
  Message take();

 private:
  enum class State : std::uint8_t {
    seeking,  // somewhere in the middle: the next packet that begins a message is waited for
    between,  // at the beginning of a message
    inside,   // of a message
    guessed,  // of what may be a message: it was found by seeking, and its start line has not come whole yet
    opaque,   // another protocol until the connection ends
  };

  bool belies_what_was_passed_over(const Segment& segment) const noexcept;
  bool accept_stray(const Segment& segment, ByteStream::Place place, CaptureCounts& counts);
  void work_on(const Run& run) noexcept;
  bool take_up();
  bool starts_for_certain(std::string_view bytes) const noexcept;
  bool may_start(std::string_view bytes) const noexcept;
  bool is_credible(std::string_view bytes) const noexcept;
  void begin_message(std::size_t limit_bytes);
  std::uint32_t place_in_run() const noexcept;
  Step pass_over(std::string_view bytes, std::uint32_t sequence, bool was_due, CaptureCounts& counts) noexcept;
  bool is_at_packet_start() const noexcept { return rest_.data() == run_.bytes.data(); }
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
  std::uint8_t strays_ = 0;  // segments in a row that fit to each other but not to the stream
  std::uint32_t stray_next_ = 0;
  const Segment* far_ = nullptr;              // to be gone to, once nothing waits
  std::optional<std::uint32_t> origin_;       // number of the first byte, if the SYN was seen
  std::optional<std::uint32_t> passed_over_;  // where something else stood in place of a message, if none came since
  std::unique_ptr<net::ProxyHeader> proxy_header_;  // where the stream began with one
  ByteStream stream_;
  Run run_;                // in work
  std::string_view rest_;  // of it
  http::Framer framer_;
  PayloadBuilder message_;
  std::uint32_t sequence_ = 0;
  std::optional<std::uint32_t> acknowledgement_;
  Timestamp first_;
  Timestamp last_;
};

}  // namespace gor::capture
