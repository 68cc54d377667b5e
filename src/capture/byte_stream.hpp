// SPDX-License-Identifier: Apache-2.0
// Reassembly of one direction of a TCP connection by sequence number (RFC 9293 section 3.4).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "gor/payload.hpp"

#include "capture/segment.hpp"

namespace gor::capture {

/// Signed distance from `b` to `a` on the sequence number circle; negative if `a` comes before `b`.
inline std::int32_t sequence_distance(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::int32_t>(a - b);
}

/// Contiguous bytes in stream order, from one packet: only the part that is new.
struct StreamChunk {
  std::string_view bytes;
  std::uint32_t sequence = 0;
  std::optional<std::uint32_t> acknowledgement;
  Timestamp time;
  bool after_hole = false;  ///< the bytes before it are missing
  bool has_moved = false;   ///< the stream continues elsewhere: it may be another connection's
};

/// Takes segments in any order, with overlaps and retransmissions, and returns each byte once; the first copy of a byte
/// wins. Early segments are copied and wait. A skipped hole may still be filled: its bytes are then returned late, and
/// the bytes after it are not returned again.
class ByteStream {
 public:
  /// The largest distance from the current position that a real segment can have.
  static constexpr std::int32_t kWindow = 32 << 20;

  enum class Place {
    next,   ///< it contains the next expected byte
    early,  ///< bytes before it are still missing
    old,    ///< it has nothing new, or starts after the end of the stream
    late,   ///< it starts in a hole that was skipped
    far,    ///< it belongs to another stream, or much of this one was missed
  };

  bool is_synced() const noexcept { return synced_; }
  /// Starts the stream: `sequence` is the next expected byte. Discards waiting segments. Earlier bytes are not missing.
  void sync(std::uint32_t sequence) noexcept;
  /// Joins the stream midway. Earlier bytes that still arrive are `late`.
  void sync_midway(std::uint32_t sequence) noexcept;
  std::uint32_t next_sequence() const noexcept { return next_; }
  /// The highest sequence number that the sender is known to have reached.
  std::uint32_t furthest() const noexcept {
    return sequence_distance(furthest_, given_to()) > 0 ? furthest_ : given_to();
  }
  /// Whether the stream can have that sequence number now.
  bool is_near(std::uint32_t sequence) const noexcept {
    const std::int32_t ahead = sequence_distance(sequence, next_);
    return ahead <= kWindow && ahead >= -kWindow;
  }

  /// Classifies the segment's data. This and the next four functions need is_synced(). Call pop() afterwards until it
  /// is empty.
  Place place_of(const Segment& segment) const noexcept;
  /// The new bytes of a `next` segment, as views into it.
  StreamChunk take(const Segment& segment);
  /// Copies an `early` segment.
  void keep(const Segment& segment);
  /// Rewinds to a `late` segment and takes it.
  StreamChunk take_late(const Segment& segment);
  /// Jumps to a `far` segment and takes it. Needs !has_hole().
  StreamChunk take_far(const Segment& segment);
  /// Rewinds: bytes from `sequence` on are returned a second time.
  void go_back_to(std::uint32_t sequence) noexcept { next_ = sequence; }
  /// The next waiting chunk that is now in order. Valid until the next call of a non-const function.
  std::optional<StreamChunk> pop();

  /// Ends the stream before that sequence number (a FIN).
  void end_at(std::uint32_t sequence) noexcept { end_ = sequence; }
  /// Whether the end is known, and a peer that acknowledges `acknowledged` has received it.
  bool ends_before(std::uint32_t acknowledged) const noexcept {
    return end_ && sequence_distance(acknowledged, *end_) > 0;
  }
  bool is_at_end() const noexcept { return end_ && sequence_distance(next_, *end_) >= 0; }

  /// The sender has reached that sequence number: an empty segment shows it.
  void reached(std::uint32_t sequence) noexcept {
    if (is_near(sequence) && sequence_distance(sequence, furthest_) > 0) furthest_ = sequence;
  }
  /// The peer has received all bytes before that sequence number.
  void acknowledged(std::uint32_t sequence) noexcept {
    reached(sequence);
    if (is_near(sequence) && is_new_acknowledgement(sequence)) acknowledged_ = sequence;
  }
  /// Whether an acknowledgement of that number covers bytes that are missing here and may still arrive. False if the
  /// peer has acknowledged missing bytes before, and nothing has arrived since.
  bool lacks_up_to(std::uint32_t acknowledged) const noexcept;
  /// Bytes were sent that have not arrived, and nothing after them has. (A distance of one may be a FIN.)
  bool lacks_bytes() const noexcept {
    return end_ ? sequence_distance(*end_, next_) > 0 : sequence_distance(furthest_, next_) > 1;
  }

  /// Whether any data has arrived.
  bool has_any() const noexcept { return last_ != Timestamp() || has_hole(); }
  /// Bytes before the waiting segments are missing.
  bool has_hole() const noexcept { return !waiting_.empty(); }
  /// When the hole appeared. Needs has_hole().
  Timestamp hole_since() const noexcept { return std::max(waiting_.begin()->second.time, last_); }
  /// Whether the hole appeared before that time, and the peer is not waiting for the same bytes. A peer that
  /// acknowledges exactly the bytes before the hole is: the network lost them, and the sender will retransmit them.
  /// Needs has_hole().
  bool is_hole_over(Timestamp before) const noexcept { return hole_since() <= before && acknowledged_ != next_; }
  /// Whether the peer has not acknowledged anything after the hole's first byte. Needs has_hole().
  bool may_be_hole_of_peer() const noexcept { return acknowledged_ && sequence_distance(*acknowledged_, next_) <= 0; }
  /// Sequence number of the first byte after the hole. Needs has_hole().
  std::uint32_t hole_end() const noexcept { return waiting_.begin()->first; }
  /// What the sender had received when it sent the first segment after the hole. Needs has_hole().
  std::optional<std::uint32_t> hole_acknowledgement() const noexcept {
    return waiting_.begin()->second.acknowledgement;
  }
  /// Gives up the missing bytes and continues after the hole. Needs has_hole().
  void skip_hole() noexcept;

  /// Memory held by the waiting segments.
  std::size_t waiting_bytes() const noexcept { return waiting_bytes_; }

 private:
  struct Waiting {
    std::optional<std::uint32_t> acknowledgement;
    Timestamp time;
    Payload bytes;
  };
  // Valid for numbers within half the circle of each other; all waiting segments are within kWindow.
  struct Before {
    bool operator()(std::uint32_t a, std::uint32_t b) const noexcept { return sequence_distance(a, b) < 0; }
  };
  struct Stretch {  // [begin, end)
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool has(std::uint32_t number) const noexcept { return number - begin < end - begin; }
  };
  // Memory of a map node and a payload block.
  static constexpr std::size_t kWaitingBytes = 160;

  bool is_new_acknowledgement(std::uint32_t sequence) const noexcept {
    return !acknowledged_ || !is_near(*acknowledged_) || sequence_distance(sequence, *acknowledged_) > 0;
  }
  bool has_gone_back() const noexcept { return given_.begin != given_.end; }
  std::uint32_t given_to() const noexcept { return has_gone_back() ? given_.end : next_; }
  StreamChunk advance(std::string_view bytes, std::optional<std::uint32_t> acknowledgement, Timestamp time) noexcept;
  void leave_given() noexcept;

  std::uint32_t next_ = 0;
  std::uint32_t furthest_ = 0;
  bool synced_ = false;
  bool after_hole_ = false;  // of the next chunk
  Stretch missing_;          // the last skipped hole, as far as it is still unfilled
  Stretch given_;            // after a rewind: bytes ahead of next_ that were already returned
  std::optional<std::uint32_t> end_;
  std::optional<std::uint32_t> acknowledged_;  // the highest number, by the peer
  Timestamp last_;                             // when the last bytes in order arrived
  std::map<std::uint32_t, Waiting, Before> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace gor::capture
