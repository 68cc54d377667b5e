// SPDX-License-Identifier: Apache-2.0
// One direction of a TCP connection: segments in any order → HTTP/1.x messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gor/message.hpp"
#include "gor/payload.hpp"

#include "capture/byte_stream.hpp"
#include "capture/segment.hpp"
#include "http/framer.hpp"

namespace gor::capture {

/// Knows one direction alone; what a message means for the other is its Conversation's affair. After each accept() that
/// is true, and after skip_hole(), call next() until it says need_more. Allocates nothing before the first message.
class MessageCutter {
 public:
  enum class Step {
    need_more,       ///< what is in order is used up or passed over
    head,            ///< of the message under way is whole: see framer(), call set_no_body() if need be
    whole,           ///< so is the message: take() it
    malformed,       ///< the framing of the message under way is broken: take() it
    no_message,      ///< something else: the rest of its packet is passed over
    not_http,        ///< the same where a message was due
    other_protocol,  ///< the same, and it is one that gor knows to be another
  };
  explicit MessageCutter(http::Side side) noexcept : side_(side), framer_(side, 0) {}

  /// A SYN: the byte of that number begins a message. What was under way is forgotten.
  void begin_at(std::uint32_t first) noexcept;
  /// begin_at() was called with that number last.
  bool began_at(std::uint32_t first) const noexcept { return origin_ == first; }

  /// Takes data and FIN, in any order; the first data synchronises where no SYN did. True: bytes have come in order.
  /// They are valid as long as those of the segment, so call next() before that.
  bool accept(const Segment& segment);
  /// `limit_bytes`: of a message kept.
  Step next(std::size_t limit_bytes);
  /// Goes on behind the hole with the first packet that begins a message. Needs stream().has_hole(), and that what was
  /// under way has been taken.
  void skip_hole() noexcept;
  /// No more messages will come, until begin_at(): the connection has ended, or changed its protocol.
  void end() noexcept;
  void turn_opaque() noexcept;

  bool is_opaque() const noexcept { return state_ == State::opaque; }
  bool has_ended() const noexcept { return ended_; }
  const ByteStream& stream() const noexcept { return stream_; }
  const http::Framer& framer() const noexcept { return framer_; }
  void set_no_body() noexcept { framer_.set_no_body(); }
  /// What it holds beside its own size.
  std::size_t bytes() const noexcept { return message_.capacity() + stream_.waiting_bytes(); }

  // The message under way, and the one that has just come whole.
  MessageType type() const noexcept {
    return side_ == http::Side::request ? MessageType::request : MessageType::response;
  }
  bool has_message() const noexcept { return state_ == State::inside || state_ == State::guessed; }
  /// So few bytes of it have come, and at no certain place, that it may be none.
  bool is_guess() const noexcept { return state_ == State::guessed; }
  bool has_head() const noexcept { return has_head_; }
  /// If the stream ends here.
  bool is_whole_at_end() const noexcept { return framer_.ends_with_stream() && !stream_.has_hole(); }
  std::string_view head() const noexcept { return message_.view().substr(0, framer_.head_bytes()); }
  std::uint32_t sequence() const noexcept { return sequence_; }                ///< of its first byte
  std::uint32_t acknowledgement() const noexcept { return acknowledgement_; }  ///< on its first segment
  bool follows_hole() const noexcept { return follows_hole_; }                 ///< with no other head between
  /// Hands it over, as far as it has come; the id is left empty.
  Message take();

 private:
  enum class State : std::uint8_t {
    seeking,  // somewhere in the middle: the next packet that begins a message is waited for
    between,  // at the beginning of a message
    inside,   // of a message
    guessed,  // of what may be a message: its start line has not come whole yet
    opaque,   // another protocol until the connection ends
  };

  void work_on(const Run& run);
  bool take_up();
  bool starts_for_certain(std::string_view bytes) const noexcept;
  bool may_start(std::string_view bytes) const noexcept;
  Step pass_over() noexcept;
  void begin_message(std::size_t limit_bytes);

  http::Side side_;
  State state_ = State::seeking;
  bool ended_ = false;
  bool after_hole_ = false;
  bool follows_hole_ = false;
  bool has_head_ = false;
  std::optional<std::uint32_t> origin_;  // number of the first byte, if the SYN was seen
  ByteStream stream_;
  Run run_;                // in work
  std::string_view rest_;  // of it
  http::Framer framer_;
  PayloadBuilder message_;
  std::uint32_t sequence_ = 0;
  std::uint32_t acknowledgement_ = 0;
  Timestamp first_;
  Timestamp last_;
};

}  // namespace gor::capture
