// SPDX-License-Identifier: Apache-2.0
// One TCP connection: what its segments mean for the two directions, and which response answers which request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/context.hpp"
#include "capture/message_cutter.hpp"
#include "capture/message_ids.hpp"
#include "capture/pairing.hpp"
#include "capture/segment.hpp"

namespace gor::capture {

/// Nobody is believed at once: who is the client, where a stream begins and that a connection is over are taken from
/// the first segment that shows it, and again from what contradicts it with more weight. Time is the packets' own.
class Conversation {
 public:
  Conversation() = default;

  void take(const Segment& segment, CaptureContext& context);

  /// The segment's sender has got bytes that have not come here, and may come soon.
  bool lacks_what_is_acknowledged_by(const Segment& segment, const CaptureContext& context) const noexcept;

  /// Gives up holes that came before that time, but for those that the peer waits for as well.
  void give_up_holes(Timestamp before, CaptureContext& context);
  /// Ends what is under way, behind holes too: what lasts until the close is whole, everything else counts as lost for
  /// `reason`.
  void end(Count& reason, CaptureContext& context);
  /// The same, but what lasts until the close has not come to its end and is lost too.
  void break_off(Count& reason, CaptureContext& context);

  bool has_hole() const noexcept { return requests_.stream().has_hole() || responses_.stream().has_hole(); }
  /// No more data will come; late repetitions may, of what is before these numbers.
  bool is_closed() const noexcept { return closed_; }
  /// The number that `end` would send next; empty if it has not been seen to send.
  std::optional<std::uint32_t> next_of(const net::Endpoint& end) const noexcept;
  /// What it holds beside its own size.
  std::size_t bytes() const noexcept { return requests_.bytes() + responses_.bytes() + pairing_.bytes(); }

 private:
  // Who says that the one end is the client and the other the server.
  enum class Orientation : std::uint8_t {
    none,
    guessed,  // the beginning of some payload
    certain,  // a SYN, the port, or a whole message
  };

  // Packets.
  bool orient(const Segment& segment, CaptureContext& context);
  void set_ends(const net::Endpoint& client, const net::Endpoint& server) noexcept;
  bool synchronise(MessageCutter& direction, const Segment& segment, CaptureContext& context);
  bool is_unused() const noexcept;
  void believe_rivals(const Segment& segment, bool from_client, CaptureContext& context);
  void begin_anew(CaptureContext& context);
  void heed_acknowledgement(MessageCutter& direction, std::uint32_t acknowledged, CaptureContext& context);
  void reset(MessageCutter& direction, const Segment& segment, CaptureContext& context);
  void watch_for_tunnel(const Segment& segment, CaptureContext& context);
  bool shows_that_hole_is_final(const Segment& segment, const CaptureContext& context) const noexcept;
  void skip_hole(MessageCutter& direction, CaptureContext& context);
  void give_up_all_holes(CaptureContext& context);
  void end_direction(MessageCutter& direction, Count& reason, CaptureContext& context);

  // Messages.
  void take_messages(MessageCutter& direction, CaptureContext& context);
  void note_request(CaptureContext& context);
  void note_response();
  void edit_head(Message& request, const CaptureContext& context) const;
  void finish_request(CaptureContext& context);
  void finish_response(CaptureContext& context);
  void drop_message(MessageCutter& direction, Count& reason, CaptureContext& context);
  void release_responses(std::uint32_t request_number, CaptureContext& context);
  void turn_opaque(CaptureContext& context);

  bool is_followed(const MessageCutter& direction, const CaptureContext& context) const noexcept {
    return &direction == &requests_ || context.options.track_responses;
  }
  OpenRequest* answered() noexcept { return answered_ ? pairing_.find(*answered_) : nullptr; }

  net::Endpoint client_;
  net::Endpoint server_;
  MessageIds ids_;
  MessageCutter requests_{http::Side::request};
  MessageCutter responses_{http::Side::response};
  Pairing pairing_;
  std::uint32_t asked_ = 0;                          // number of the request under way, once its head is whole
  std::optional<std::uint32_t> answered_;            // number of the request that the response under way answers
  std::optional<std::uint32_t> rival_start_;         // what a SYN of the client says against what is known
  std::optional<std::uint32_t> rival_server_start_;  // the same of a SYN+ACK
  Orientation orientation_ = Orientation::none;
  std::optional<std::uint32_t> asked_with_;  // the acknowledgement on the last request that had a head
  bool pipelines_ = false;                   // the client has asked before it had an answer
  bool tunnel_offered_ = false;              // by the last request: CONNECT or Upgrade
  bool connect_offered_ = false;             // it was CONNECT
  bool closed_ = false;
};

}  // namespace gor::capture
