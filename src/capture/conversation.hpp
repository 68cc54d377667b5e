// SPDX-License-Identifier: Apache-2.0
// One TCP connection: what its segments mean for the two directions, and which response answers which request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gor/ledger.hpp"

#include "capture/message_cutter.hpp"
#include "capture/pairing.hpp"
#include "capture/segment.hpp"

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

  bool has_hole() const noexcept { return requests_.stream().has_hole() || responses_.stream().has_hole(); }
  /// No more data will come; late repetitions may.
  bool is_closed() const noexcept { return closed_; }
  /// What it holds beside its own size.
  std::size_t bytes() const noexcept { return requests_.bytes() + responses_.bytes() + pairing_.bytes(); }

 private:
  // Packets.
  bool orient(const Segment& segment, const CaptureContext& context);
  void synchronise(MessageCutter& direction, const Segment& segment, CaptureContext& context);
  void watch_for_tunnel(const Segment& segment, CaptureContext& context);
  void settle_hole(MessageCutter& direction, std::uint32_t acknowledged, CaptureContext& context);
  void skip_hole(MessageCutter& direction, CaptureContext& context);
  void end_direction(MessageCutter& direction, Count& reason, CaptureContext& context);

  // Messages.
  void take_messages(MessageCutter& direction, CaptureContext& context);
  void note_request(CaptureContext& context);
  void note_response();
  void finish_request(CaptureContext& context);
  void finish_response(CaptureContext& context);
  void drop_message(MessageCutter& direction, Count& reason, CaptureContext& context);
  void release_responses(std::uint32_t request_number, CaptureContext& context);
  void turn_opaque(CaptureContext& context);

  OpenRequest* answered() noexcept { return answered_ ? pairing_.find(*answered_) : nullptr; }
  MessageId id(std::uint32_t number) const;

  net::Endpoint client_;
  net::Endpoint server_;
  MessageCutter requests_{http::Side::request};
  MessageCutter responses_{http::Side::response};
  Pairing pairing_;
  std::uint32_t asked_ = 0;                // number of the request under way, once its head is whole
  std::optional<std::uint32_t> answered_;  // number of the request that the response under way answers
  bool oriented_ = false;
  bool tunnel_offered_ = false;   // by the last request: CONNECT or Upgrade
  bool connect_offered_ = false;  // it was CONNECT
  bool closed_ = false;
};

}  // namespace gor::capture
