// SPDX-License-Identifier: Apache-2.0
// Any protocol in which two ends take turns: a message is what one end sends until the other answers or falls silent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gor/payload.hpp"

#include "capture/protocol.hpp"

namespace gor::capture {

/// Knows nothing of the bytes. At most one message is open. An end has answered when its bytes arrive, or when the
/// other acknowledges bytes that it had not received at the start of its message; so it works with one direction alone.
class BinaryProtocol final : public Protocol {
 public:
  explicit BinaryProtocol(const Ends& ends) : ids_(ends.ids) {}

  void begin(Side side) override;
  void look_at(const Segment& segment, Side side, Directions& directions, CaptureContext& context) override;
  void read(Side side, Directions& directions, CaptureContext& context) override;
  void expire(Timestamp before, Directions& directions, CaptureContext& context) override;
  void break_off(MessageCounter& reason, Directions& directions, CaptureContext& context) override;
  void end(Side side, Directions& directions, MessageCounter& reason, CaptureContext& context) override;

  bool shows_that_hole_is_final(const Segment&, const Directions&, const CaptureContext&) const override {
    return false;
  }
  bool waits() const override { return is_open_; }
  std::size_t bytes() const override { return sizeof *this + message_.capacity(); }

 private:
  bool is_open(Side side) const noexcept { return is_open_ && side == speaker_; }
  bool has_been_answered(std::optional<std::uint32_t> acknowledgement) const noexcept;
  void take(const StreamChunk& chunk, Side side, Directions& directions, CaptureContext& context);
  void open(const StreamChunk& chunk, Side side, CaptureContext& context);
  void append(std::string_view bytes, std::size_t limit_bytes);
  void finish(Directions& directions, CaptureContext& context);
  void drop(MessageCounter& reason, CaptureContext& context);
  Message take_message(CaptureContext& context);

  const MessageIds ids_;
  std::optional<std::uint32_t> request_;  // number of the last request, until its response
  // The open message.
  bool is_open_ = false;
  Side speaker_ = Side::client;
  bool lacks_bytes_ = false;  // bytes of it were lost
  bool is_cut_off_ = false;
  std::optional<std::uint32_t> acknowledgement_;  // what the speaker had received at its start
  Timestamp first_;
  Timestamp last_;
  PayloadBuilder message_;
};

}  // namespace gor::capture
