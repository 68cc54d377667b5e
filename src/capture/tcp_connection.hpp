// SPDX-License-Identifier: Apache-2.0
// One TCP connection: interprets its segments, and pairs responses with requests.
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

/// No single segment is trusted. Who the client is, where a stream starts and whether the connection is over are taken
/// from the first segment that shows it, and corrected by stronger evidence. All times are packet times.
class TcpConnection {
 public:
  TcpConnection() = default;

  void take(const Segment& segment, CaptureContext& context);

  /// Whether the segment acknowledges bytes that are missing here and may still arrive.
  bool lacks_what_is_acknowledged_by(const Segment& segment, const CaptureContext& context) const noexcept;

  /// Gives up holes that appeared before that time, except those that the peer is waiting for too.
  void give_up_holes(Timestamp before, CaptureContext& context);
  /// Gives up all holes and ends both directions. A response framed by connection close counts as complete; any other
  /// open message is dropped as `reason`.
  void end(MessageCounter& reason, CaptureContext& context);
  /// The same for an aborted connection: a response framed by connection close is dropped too.
  void break_off(MessageCounter& reason, CaptureContext& context);

  bool has_hole() const noexcept { return requests_.stream().has_hole() || responses_.stream().has_hole(); }
  /// No new data will arrive. Retransmissions of bytes before next_of() may.
  bool is_closed() const noexcept { return closed_; }
  /// The next sequence number of that end; empty if it was never seen to send.
  std::optional<std::uint32_t> next_of(const net::Endpoint& end) const noexcept;
  /// Memory held beyond the object itself.
  std::size_t bytes() const noexcept { return requests_.bytes() + responses_.bytes() + pairing_.bytes(); }

 private:
  // How the client was recognized.
  enum class Orientation : std::uint8_t {
    none,
    guessed,  // by the start of some payload
    certain,  // by a SYN, the port, or a complete message
  };

  // Packets.
  bool orient(const Segment& segment, CaptureContext& context);
  void set_ends(const net::Endpoint& client, const net::Endpoint& server, std::uint32_t network) noexcept;
  bool synchronise(MessageCutter& direction, const Segment& segment, CaptureContext& context);
  bool is_unused() const noexcept;
  void confirm_pending_isn(const Segment& segment, bool from_client, CaptureContext& context);
  void begin_anew(CaptureContext& context);
  void heed_acknowledgement(MessageCutter& direction, std::uint32_t acknowledged, CaptureContext& context);
  void reset(MessageCutter& direction, const Segment& segment, CaptureContext& context);
  void watch_for_tunnel(const Segment& segment, CaptureContext& context);
  bool shows_that_hole_is_final(const Segment& segment, const CaptureContext& context) const noexcept;
  void skip_hole(MessageCutter& direction, CaptureContext& context);
  void give_up_all_holes(CaptureContext& context);
  void end_direction(MessageCutter& direction, MessageCounter& reason, CaptureContext& context);

  // Messages.
  void take_messages(MessageCutter& direction, CaptureContext& context);
  void note_request(CaptureContext& context);
  void note_response();
  void edit_head(Message& request, const CaptureContext& context) const;
  void finish_request(CaptureContext& context);
  void finish_response(CaptureContext& context);
  void drop_message(MessageCutter& direction, MessageCounter& reason, CaptureContext& context);
  void release_responses(std::uint32_t request_number, CaptureContext& context);
  void turn_opaque(CaptureContext& context);

  bool is_followed(const MessageCutter& direction, const CaptureContext& context) const noexcept {
    return &direction == &requests_ || context.options.track_responses;
  }
  OpenRequest* answered_request() noexcept { return response_to_ ? pairing_.find(*response_to_) : nullptr; }

  net::Endpoint client_;
  net::Endpoint server_;
  MessageIds ids_;
  MessageCutter requests_{http::Side::request};
  MessageCutter responses_{http::Side::response};
  Pairing pairing_;
  std::uint32_t request_number_ = 0;                 // number of the open request, once its head is complete
  std::optional<std::uint32_t> response_to_;         // number of the request that the open response answers
  std::optional<std::uint32_t> pending_client_isn_;  // of a client's SYN that contradicts the known stream
  std::optional<std::uint32_t> pending_server_isn_;  // the same for a SYN+ACK
  Orientation orientation_ = Orientation::none;
  std::optional<std::uint32_t> request_ack_;  // acknowledgement number of the last request with a head
  bool pipelines_ = false;                    // the client sent a request before it had a response
  bool tunnel_offered_ = false;               // the last request was CONNECT, or had Upgrade
  bool connect_offered_ = false;              // it was CONNECT
  bool closed_ = false;
};

}  // namespace gor::capture
