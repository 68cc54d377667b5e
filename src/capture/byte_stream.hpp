// SPDX-License-Identifier: Apache-2.0
// One direction of a TCP connection put back in order by sequence number (RFC 9293 section 3.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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
  std::uint32_t acknowledgement = 0;
  Timestamp time;
};

/// Takes segments in any order, with overlaps and repetitions (the first copy of a byte counts), and gives each byte
/// once, in order. Segments that come early wait, as copies.
class ByteStream {
 public:
  bool is_synced() const noexcept { return synced_; }
  /// The next byte expected has that number. Forgets what waits.
  void sync(std::uint32_t sequence) noexcept;
  std::uint32_t next_sequence() const noexcept { return next_; }

  /// What of the segment is next in order; empty if nothing is. What comes early is kept. Afterwards take pop() until
  /// it is empty. Needs is_synced().
  Run accept(const Segment& segment);
  /// The next waiting run that has become due; valid until the next call of a non-const function.
  std::optional<Run> pop();

  /// The stream ends before that number (a FIN).
  void end_at(std::uint32_t sequence) noexcept { end_ = sequence; }
  /// The stream ends, and the peer who acknowledges `acknowledged` has seen it end.
  bool ends_before(std::uint32_t acknowledged) const noexcept {
    return end_ && sequence_distance(acknowledged, *end_) > 0;
  }
  bool is_at_end() const noexcept { return end_ && sequence_distance(next_, *end_) >= 0; }

  /// Bytes are missing before what waits (or before the end).
  bool has_hole() const noexcept { return first_ < waiting_.size(); }
  /// When the first segment behind the hole came. Needs has_hole().
  Timestamp hole_since() const noexcept { return hole_since_; }
  /// The number of the first byte behind the hole. Needs has_hole().
  std::uint32_t hole_end() const noexcept { return waiting_[first_].sequence; }
  /// What the sender had received when it sent the first segment behind the hole. Needs has_hole().
  std::uint32_t hole_acknowledgement() const noexcept { return waiting_[first_].acknowledgement; }
  /// Goes on behind the hole; the missing bytes are lost. Needs has_hole().
  void skip_hole() noexcept { next_ = hole_end(); }

  /// What the waiting copies take.
  std::size_t waiting_bytes() const noexcept { return waiting_bytes_; }

 private:
  struct Waiting {
    std::uint32_t sequence;
    std::uint32_t acknowledgement;
    Timestamp time;
    Payload bytes;
  };
  void keep(const Segment& segment);

  std::uint32_t next_ = 0;
  bool synced_ = false;
  std::optional<std::uint32_t> end_;
  Timestamp hole_since_;
  std::vector<Waiting> waiting_;  // by sequence number; those before first_ have been popped
  std::size_t first_ = 0;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace gor::capture
