// SPDX-License-Identifier: Apache-2.0
// One direction of a TCP connection put back in order by sequence number (RFC 9293 section 3.4).
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

/// How far `a` is behind `b` on the circle of sequence numbers; negative if it is before.
inline std::int32_t sequence_distance(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::int32_t>(a - b);
}

/// Bytes in order, as they came in one packet (or what of it was new).
struct Run {
  std::string_view bytes;
  std::uint32_t sequence = 0;
  std::optional<std::uint32_t> acknowledgement;
  Timestamp time;
  bool after_hole = false;  ///< what stood before it is missing
};

/// Takes segments in any order, with overlaps and repetitions (the first copy of a byte counts), and gives each byte
/// once. Segments that come early wait, as copies. A hole that has been skipped may still be filled: then its bytes
/// come out late, and those behind it not again.
class ByteStream {
 public:
  /// Nothing real is farther from where the stream stands.
  static constexpr std::int32_t kWindow = 32 << 20;

  enum class Place {
    next,   ///< it has the byte that is expected
    early,  ///< bytes before it are missing yet
    old,    ///< it has nothing new, or comes after the end
    late,   ///< it begins in a hole that has been skipped
    far,    ///< it is of another stream, or much has been missed
  };

  bool is_synced() const noexcept { return synced_; }
  /// The next byte expected has that number. Forgets what waits. What was sent before is not missing.
  void sync(std::uint32_t sequence) noexcept;
  /// The same, in the middle: what was sent before and comes late is `late`.
  void sync_midway(std::uint32_t sequence) noexcept;
  std::uint32_t next_sequence() const noexcept { return next_; }
  /// As far as the sender has got, for all that is known.
  std::uint32_t furthest() const noexcept {
    return sequence_distance(furthest_, given_to()) > 0 ? furthest_ : given_to();
  }
  /// Whether the stream can have that number now.
  bool is_near(std::uint32_t sequence) const noexcept {
    const std::int32_t ahead = sequence_distance(sequence, next_);
    return ahead <= kWindow && ahead >= -kWindow;
  }

  /// Where the segment's data stands. All of these need is_synced(); afterwards take pop() until it is empty.
  Place place_of(const Segment& segment) const noexcept;
  /// The bytes of one that is `next`, as views of the segment.
  Run take(const Segment& segment);
  /// Copies one that is `early`.
  void keep(const Segment& segment);
  /// Goes back and takes one that is `late`.
  Run take_late(const Segment& segment);
  /// Goes to one that is `far` and takes it; needs !has_hole().
  Run take_far(const Segment& segment);
  /// Goes back to a byte that it has given, and gives it and those behind it again.
  void go_back_to(std::uint32_t sequence) noexcept { next_ = sequence; }
  /// The next waiting run that has become due; valid until the next call of a non-const function.
  std::optional<Run> pop();

  /// The stream ends before that number (a FIN).
  void end_at(std::uint32_t sequence) noexcept { end_ = sequence; }
  /// The stream ends, and the peer who acknowledges `acknowledged` has seen it end.
  bool ends_before(std::uint32_t acknowledged) const noexcept {
    return end_ && sequence_distance(acknowledged, *end_) > 0;
  }
  bool is_at_end() const noexcept { return end_ && sequence_distance(next_, *end_) >= 0; }

  /// The sender has got as far as that, as an empty segment shows.
  void reached(std::uint32_t sequence) noexcept {
    if (is_near(sequence) && sequence_distance(sequence, furthest_) > 0) furthest_ = sequence;
  }
  /// The peer has all before that number.
  void acknowledged(std::uint32_t sequence) noexcept {
    reached(sequence);
    if (is_near(sequence) && is_new_acknowledgement(sequence)) acknowledged_ = sequence;
  }
  /// If the peer acknowledges that: it has bytes that have not come here, and may come soon. Not where it has said that
  /// of others before, and nothing has come since.
  bool lacks_up_to(std::uint32_t acknowledged) const noexcept;
  /// Bytes have been sent that have not come, and nothing behind them has. (One number alone may be a FIN's.)
  bool lacks_bytes() const noexcept {
    return end_ ? sequence_distance(*end_, next_) > 0 : sequence_distance(furthest_, next_) > 1;
  }

  /// Bytes of it have come.
  bool has_any() const noexcept { return last_ != Timestamp() || has_hole(); }
  /// Bytes are missing before what waits.
  bool has_hole() const noexcept { return !waiting_.empty(); }
  /// Since when it stands at the hole. Needs has_hole().
  Timestamp hole_since() const noexcept { return std::max(waiting_.begin()->second.time, last_); }
  /// It came before that time, and is not known to be the peer's too: who acknowledges just what is before it lacks the
  /// same bytes, which were lost on the network and will be sent again. Needs has_hole().
  bool is_hole_over(Timestamp before) const noexcept { return hole_since() <= before && acknowledged_ != next_; }
  /// For all that is known the peer has not got past it. Needs has_hole().
  bool may_be_hole_of_peer() const noexcept { return acknowledged_ && sequence_distance(*acknowledged_, next_) <= 0; }
  /// The number of the first byte behind the hole. Needs has_hole().
  std::uint32_t hole_end() const noexcept { return waiting_.begin()->first; }
  /// What the sender had received when it sent the first segment behind the hole. Needs has_hole().
  std::optional<std::uint32_t> hole_acknowledgement() const noexcept {
    return waiting_.begin()->second.acknowledgement;
  }
  /// Goes on behind the hole; the missing bytes are given up. Needs has_hole().
  void skip_hole() noexcept;

  /// What the waiting copies take.
  std::size_t waiting_bytes() const noexcept { return waiting_bytes_; }

 private:
  struct Waiting {
    std::optional<std::uint32_t> acknowledgement;
    Timestamp time;
    Payload bytes;
  };
  // Good for numbers within half the circle of each other, and all that wait are within kWindow.
  struct Before {
    bool operator()(std::uint32_t a, std::uint32_t b) const noexcept { return sequence_distance(a, b) < 0; }
  };
  struct Stretch {  // [begin, end)
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool has(std::uint32_t number) const noexcept { return number - begin < end - begin; }
  };
  // A node of the map, and the block of the payload.
  static constexpr std::size_t kWaitingBytes = 160;

  bool is_new_acknowledgement(std::uint32_t sequence) const noexcept {
    return !acknowledged_ || !is_near(*acknowledged_) || sequence_distance(sequence, *acknowledged_) > 0;
  }
  bool has_gone_back() const noexcept { return given_.begin != given_.end; }
  std::uint32_t given_to() const noexcept { return has_gone_back() ? given_.end : next_; }
  Run advance(std::string_view bytes, std::optional<std::uint32_t> acknowledgement, Timestamp time) noexcept;
  void leave_given() noexcept;

  std::uint32_t next_ = 0;
  std::uint32_t furthest_ = 0;
  bool synced_ = false;
  bool after_hole_ = false;  // of the next run
  Stretch missing_;          // the hole given up last, as far as it has not been filled
  Stretch given_;            // ahead of next_ after going back: given before
  std::optional<std::uint32_t> end_;
  std::optional<std::uint32_t> acknowledged_;  // by the peer, last
  Timestamp last_;                             // of the last bytes in order
  std::map<std::uint32_t, Waiting, Before> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace gor::capture
