// SPDX-License-Identifier: Apache-2.0
// The contract of a protocol over TCP: it makes messages of what both ends of a connection send.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "capture/context.hpp"
#include "capture/direction.hpp"
#include "capture/message_ids.hpp"
#include "capture/segment.hpp"

namespace gor::capture {

/// The ends of a connection.
struct Ends {
  net::Endpoint client;
  net::Endpoint server;
  MessageIds ids;  ///< of its messages
};

/// Of one connection, whose TcpConnection drives it. It reads only directions that ConnectionOptions::follows() names.
class Protocol {
 public:
  Protocol() = default;
  virtual ~Protocol() = default;
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;

  /// A message starts at the next byte of that side. Discards its open message.
  virtual void begin(Side side) = 0;
  /// Sees each segment of an open connection, also of a side that is not followed, before it is read.
  virtual void look_at(const Segment& segment, Side side, Directions& directions, CaptureContext& context) = 0;
  /// Reads what is in order.
  virtual void read(Side side, Directions& directions, CaptureContext& context) = 0;
  /// Gives up what has been silent since that time.
  virtual void expire(Timestamp before, Directions& directions, CaptureContext& context) = 0;
  /// The connection was aborted, or there is no memory for it: drops open messages for that reason.
  virtual void break_off(MessageCounter& reason, Directions& directions, CaptureContext& context) = 0;
  /// The side has ended: completes its open message, or drops it for that reason.
  virtual void end(Side side, Directions& directions, MessageCounter& reason, CaptureContext& context) = 0;

  /// Whether the protocol has no use for the rest of that side.
  bool is_opaque(Side side) const noexcept { return is_opaque_[static_cast<std::size_t>(side)]; }
  /// Whether a complete message has confirmed which end is the client.
  bool has_confirmed_ends() const noexcept { return has_confirmed_ends_; }
  /// Whether the client's segment shows that the hole in its stream will not be filled.
  virtual bool shows_that_hole_is_final(const Segment& segment, const Directions& directions,
                                        const CaptureContext& context) const = 0;
  /// Whether expire() may have something to do without further segments.
  virtual bool waits() const = 0;
  /// Memory held, with the object itself.
  virtual std::size_t bytes() const = 0;

 protected:
  void set_opaque(Side side, bool is_opaque) noexcept { is_opaque_[static_cast<std::size_t>(side)] = is_opaque; }
  void confirm_ends() noexcept { has_confirmed_ends_ = true; }

 private:
  std::array<bool, 2> is_opaque_{};
  bool has_confirmed_ends_ = false;
};

std::unique_ptr<Protocol> make_protocol(const Ends& ends, const ConnectionOptions& options);

/// The sender of such a payload, if it shows that. `is_first`: nothing is known about the connection so far.
std::optional<Side> sender_of(std::string_view payload, bool is_first, const ConnectionOptions& options) noexcept;

}  // namespace gor::capture
