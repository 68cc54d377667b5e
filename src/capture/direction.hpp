// SPDX-License-Identifier: Apache-2.0
// One direction of a TCP connection: its segments, in any order, become chunks of bytes in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "capture/byte_stream.hpp"
#include "capture/context.hpp"
#include "capture/segment.hpp"

namespace gor::capture {

/// A ByteStream that knows where the connection started and ended, and follows a stream that has moved elsewhere. Knows
/// nothing of the protocol in it. After an accept() that returns true, and after skip_hole(), call next() until it is
/// empty.
class Direction {
 public:
  /// A SYN: the stream starts at that sequence number. Discards what waits.
  void begin_at(std::uint32_t first) noexcept;
  /// Joins the stream midway, at that sequence number.
  void join_at(std::uint32_t next) noexcept { stream_.sync_midway(next); }
  /// Records the start of the stream, from a SYN that was captured late.
  void note_origin(std::uint32_t first) noexcept { origin_ = first; }
  /// The first sequence number, from the last SYN.
  std::optional<std::uint32_t> origin() const noexcept { return origin_; }

  /// The sender has reached that sequence number: its RST shows it.
  void note_reached(std::uint32_t next) noexcept { stream_.reached(next); }
  /// The peer has acknowledged all bytes before that sequence number.
  void note_acknowledged(std::uint32_t next) noexcept { stream_.acknowledged(next); }
  /// Bytes from there on are returned a second time.
  void go_back_to(std::uint32_t sequence) noexcept { stream_.go_back_to(sequence); }

  /// Takes data and FIN in any order. Without a SYN, the first segment starts the stream. True: call next(); the
  /// segment must stay valid until then.
  bool accept(const Segment& segment, CaptureCounts& counts);
  /// Whether a message is open, which late bytes of a skipped hole must not disturb.
  void set_inside(bool is_inside) noexcept { is_inside_ = is_inside; }
  /// The next bytes in order. Valid until the next call of a non-const function.
  std::optional<StreamChunk> next() {
    if (accepted_) return std::exchange(accepted_, std::nullopt);
    if (!stream_.has_hole() && far_ == nullptr) return {};
    return next_waiting();
  }
  /// Continues after the hole. Needs stream().has_hole().
  void skip_hole() noexcept { stream_.skip_hole(); }
  /// No more bytes until begin_at(), or until the stream has moved.
  void end() noexcept { ended_ = true; }
  /// Forgets all bytes: they are not read any more.
  void discard() noexcept;

  bool has_ended() const noexcept { return ended_; }
  const ByteStream& stream() const noexcept { return stream_; }
  /// Whether bytes have been read since the SYN; also if the SYN was not seen.
  bool has_begun() const noexcept { return stream_.is_synced() && origin_ != stream_.next_sequence(); }
  /// Memory held beyond the object itself.
  std::size_t bytes() const noexcept { return stream_.waiting_bytes(); }

 private:
  bool accept_out_of_window(const Segment& segment, ByteStream::Place place, CaptureCounts& counts);
  std::optional<StreamChunk> next_waiting();

  bool ended_ = false;
  bool is_inside_ = false;
  std::uint8_t out_of_window_ = 0;  // consecutive segments that continue each other, but not the stream
  std::uint32_t out_of_window_next_ = 0;
  const Segment* far_ = nullptr;         // where the stream continues once nothing waits
  std::optional<std::uint32_t> origin_;  // first sequence number, if the SYN was seen
  ByteStream stream_;
  std::optional<StreamChunk> accepted_;  // of the segment that was accepted last
};

/// What each end of a connection sends.
struct Directions {
  Direction client;
  Direction server;

  Direction& of(Side side) noexcept { return side == Side::client ? client : server; }
  const Direction& of(Side side) const noexcept { return side == Side::client ? client : server; }
};

}  // namespace gor::capture
