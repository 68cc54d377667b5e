// SPDX-License-Identifier: Apache-2.0
// Both directions of one TCP connection: cuts HTTP/1.x messages from the two byte streams and pairs them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gor/ledger.hpp"

#include "capture/byte_stream.hpp"
#include "capture/pairing.hpp"
#include "capture/segment.hpp"
#include "http/framer.hpp"

namespace gor::capture {

struct ConversationOptions {
  std::vector<std::uint16_t> ports;  ///< of the service, sorted; empty: any
  bool track_responses = false;
  std::string realip_header;             ///< set in requests to the client's address; empty: not
  bool allow_incomplete = false;         ///< hand on messages with a hole, marked cut off
  std::size_t message_limit = 5u << 20;  ///< bytes of a message kept
};

/// What a capture counts, resolved once. One thread writes.
struct CaptureCounts {
  explicit CaptureCounts(Station& station);

  Count& born;
  Count& lost_packet;     ///< dropped: a hole
  Count& connection_end;  ///< dropped: closed, reset or ended before the message was whole
  Count& memory;          ///< dropped: the memory cap
  Count& malformed;       ///< dropped: broken framing in the middle of a message
  Counter& holes;
  Counter& orphans;   ///< responses without a request
  Counter& not_http;  ///< segments skipped that begin no message
  Counter& opaque;    ///< connections that turned to another protocol
  Counter& cut;       ///< messages longer than message_limit
  Counter& own;       ///< connections of gor's own outputs
};

/// What the conversations of one capture share.
struct CaptureContext {
  const ConversationOptions& options;
  CaptureCounts& counts;
  std::uint32_t next_number;       ///< of the next message
  std::vector<Message>& finished;  ///< takes what is whole
};

/// State of one connection. Time is the packets' own.
class Conversation {
 public:
  /// Who is the client is found out by the first segment that shows it.
  Conversation() = default;

  void take(const Segment& segment, CaptureContext& context);

  /// Gives up holes that came before that time.
  void give_up_holes(Timestamp before, CaptureContext& context);
  /// Ends what is under way, behind holes too: what lasts until the close is whole, everything else counts as lost for
  /// `reason`.
  void end(Count& reason, CaptureContext& context);

  bool has_hole() const noexcept { return requests_.stream.has_hole() || responses_.stream.has_hole(); }
  /// No more data will come; late repetitions may.
  bool is_closed() const noexcept { return closed_; }
  /// What it holds beside its own size.
  std::size_t bytes() const noexcept;

 private:
  // How far a direction's reading is in step with its messages.
  enum class Step : std::uint8_t {
    seeking,  // somewhere in the middle: the next packet that begins a message is waited for
    between,  // at the beginning of a message
    inside,   // of a message
    guessed,  // of what may be a message: its start line has not come whole yet
    opaque,   // another protocol until the connection ends
  };
  struct Direction {
    explicit Direction(http::Side side) : framer(side, 0) {}

    ByteStream stream;
    std::optional<std::uint32_t> origin;  // number of the first byte, if the SYN was seen
    http::Framer framer;
    PayloadBuilder message;
    Step step = Step::seeking;
    bool after_hole = false;
    bool ended = false;
    // Of the message under way:
    std::uint32_t number = 0;
    std::uint32_t sequence = 0;         // of its first byte
    std::uint32_t acknowledgement = 0;  // on its first segment
    Timestamp first;
    Timestamp last;
  };

  // Packets (conversation.cpp).
  bool orient(const Segment& segment, const CaptureContext& context);
  void synchronise(Direction& direction, const Segment& segment, CaptureContext& context);
  void take_data(Direction& direction, const Segment& segment, CaptureContext& context);
  void take_waiting(Direction& direction, CaptureContext& context);
  void watch_for_tunnel(const Segment& segment, CaptureContext& context);
  void settle_hole(Direction& direction, std::uint32_t acknowledged, CaptureContext& context);
  void skip_hole(Direction& direction, CaptureContext& context);
  void end_direction(Direction& direction, Count& reason, CaptureContext& context);

  // Messages (conversation_messages.cpp).
  void take_run(Direction& direction, const Run& run, CaptureContext& context);
  bool begin_message(Direction& direction, std::string_view& bytes, const Run& run, CaptureContext& context);
  bool feed_message(Direction& direction, std::string_view& bytes, CaptureContext& context);
  void lose_step(Direction& direction, std::string_view bytes, CaptureContext& context);
  void note_head(Direction& direction, CaptureContext& context);
  void finish_request(CaptureContext& context);
  void finish_response(CaptureContext& context);
  void drop_message(Direction& direction, Count& reason, CaptureContext& context);
  void release_response(std::uint32_t request_number, CaptureContext& context);
  void turn_opaque(CaptureContext& context);

  bool is_requests(const Direction& direction) const noexcept { return &direction == &requests_; }
  static bool has_message(const Direction& direction) noexcept {
    return direction.step == Step::inside || direction.step == Step::guessed;
  }
  Message take_message(Direction& direction, MessageType type, std::uint32_t number) const;
  static void hand_on(Message message, CaptureContext& context);
  MessageId id(std::uint32_t number) const;

  net::Endpoint client_;
  net::Endpoint server_;
  Direction requests_{http::Side::request};
  Direction responses_{http::Side::response};
  Pairing pairing_;
  std::optional<std::uint32_t> answered_;  // number of the request that the response under way answers
  bool oriented_ = false;
  bool tunnel_offered_ = false;   // by the last request: CONNECT or Upgrade
  bool connect_offered_ = false;  // it was CONNECT
  bool closed_ = false;
};

}  // namespace gor::capture
