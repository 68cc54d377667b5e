// SPDX-License-Identifier: Apache-2.0
// HTTP/1.x on a captured connection: requests, responses, and which response answers which request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "capture/message_cutter.hpp"
#include "capture/pairing.hpp"
#include "capture/protocol.hpp"

namespace gor::capture {

class HttpProtocol final : public Protocol {
 public:
  explicit HttpProtocol(const Ends& ends) : ends_(ends) {}

  /// The sender of a payload that begins with a start line.
  static std::optional<Side> sender_of(std::string_view payload) noexcept;

  void begin(Side side) override;
  void look_at(const Segment& segment, Side side, Directions& directions, CaptureContext& context) override;
  void read(Side side, Directions& directions, CaptureContext& context) override;
  void expire(Timestamp, Directions&, CaptureContext&) override {}
  void break_off(MessageCounter& reason, Directions& directions, CaptureContext& context) override;
  void end(Side side, Directions& directions, MessageCounter& reason, CaptureContext& context) override;

  bool shows_that_hole_is_final(const Segment& segment, const Directions& directions,
                                const CaptureContext& context) const override;
  bool waits() const override { return false; }
  std::size_t bytes() const override {
    return sizeof *this + requests_.bytes() + responses_.bytes() + pairing_.bytes();
  }

 private:
  MessageCutter& cutter_of(Side side) noexcept { return side == Side::client ? requests_ : responses_; }
  const MessageCutter& cutter_of(Side side) const noexcept { return side == Side::client ? requests_ : responses_; }
  void watch_for_tunnel(const Segment& segment, Directions& directions, CaptureContext& context);
  void note_request(const Directions& directions, CaptureContext& context);
  void note_response();
  void edit_head(Message& request, const CaptureContext& context) const;
  void finish_request(CaptureContext& context);
  void finish_response(Directions& directions, CaptureContext& context);
  bool hand_on_response(CaptureContext& context);
  void drop_message(MessageCutter& direction, MessageCounter& reason, CaptureContext& context);
  void release_responses(std::uint32_t request_number, CaptureContext& context);
  void turn_opaque(Directions& directions, CaptureContext& context);
  OpenRequest* answered_request() noexcept { return response_to_ ? pairing_.find(*response_to_) : nullptr; }

  const Ends ends_;
  MessageCutter requests_{http::Side::request};
  MessageCutter responses_{http::Side::response};
  Pairing pairing_;
  std::uint32_t request_number_ = 0;          // number of the open request, once its head is complete
  std::optional<std::uint32_t> response_to_;  // number of the request that the open response answers
  std::optional<std::uint32_t> request_ack_;  // acknowledgement number of the last request with a head
  bool pipelines_ = false;                    // the client sent a request before it had a response
  bool tunnel_offered_ = false;               // the last request was CONNECT, or had Upgrade
  bool connect_offered_ = false;              // it was CONNECT
};

}  // namespace gor::capture
