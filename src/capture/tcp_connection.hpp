// SPDX-License-Identifier: Apache-2.0
// One TCP connection: interprets its segments, and passes what they carry to a protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "capture/context.hpp"
#include "capture/direction.hpp"
#include "capture/protocol.hpp"
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

  /// Gives up holes that appeared before that time, except those that the peer is waiting for too, and what has been
  /// silent since.
  void expire(Timestamp before, CaptureContext& context);
  /// Gives up all holes and ends both directions. A message that the end of the connection completes counts as
  /// complete; any other open message is dropped as `reason`.
  void end(MessageCounter& reason, CaptureContext& context);
  /// The same for an aborted connection: all open messages are dropped.
  void break_off(MessageCounter& reason, CaptureContext& context);

  /// Whether expire() may have something to do without further segments.
  bool waits() const noexcept { return has_hole() || (protocol_ && protocol_->waits()); }
  /// No new data will arrive. Retransmissions of bytes before next_of() may.
  bool is_closed() const noexcept { return closed_; }
  /// The next sequence number of that end; empty if it was never seen to send.
  std::optional<std::uint32_t> next_of(const net::Endpoint& end) const noexcept;
  /// Memory held beyond the object itself.
  std::size_t bytes() const noexcept {
    return directions_.client.bytes() + directions_.server.bytes() + (protocol_ ? protocol_->bytes() : 0);
  }

 private:
  // How the client was recognized.
  enum class Orientation : std::uint8_t {
    none,
    guessed,  // by the start of some payload
    certain,  // by a SYN, the port, or a complete message
  };

  bool orient(const Segment& segment, CaptureContext& context);
  void restart(const Ends& ends, CaptureContext& context);
  void begin(Side side, std::uint32_t first);
  bool synchronise(Side side, const Segment& segment, CaptureContext& context);
  bool is_unused() const noexcept;
  void confirm_pending_isn(const Segment& segment, Side side, CaptureContext& context);
  void begin_anew(CaptureContext& context);
  void heed_acknowledgement(Side side, std::uint32_t acknowledged, CaptureContext& context);
  void reset(Side side, const Segment& segment, CaptureContext& context);
  void read(Side side, CaptureContext& context);
  void skip_hole(Side side, CaptureContext& context);
  void give_up_all_holes(CaptureContext& context);
  void end_direction(Side side, MessageCounter& reason, CaptureContext& context);

  bool has_hole() const noexcept {
    return directions_.client.stream().has_hole() || directions_.server.stream().has_hole();
  }

  Ends ends_;
  Directions directions_;
  std::unique_ptr<Protocol> protocol_;               // once the ends are known
  std::optional<std::uint32_t> pending_client_isn_;  // of a client's SYN that contradicts the known stream
  std::optional<std::uint32_t> pending_server_isn_;  // the same for a SYN+ACK
  Orientation orientation_ = Orientation::none;
  bool closed_ = false;
};

}  // namespace gor::capture
