// SPDX-License-Identifier: Apache-2.0
// Segments that were captured before the data that they acknowledge: mirrors and multiple receive queues reorder so.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "gor/payload.hpp"

#include "capture/context.hpp"
#include "capture/segment.hpp"
#include "capture/tcp_connection.hpp"

namespace gor::capture {

/// Of one connection. A segment waits until the acknowledged data has arrived, for 200 ms at most: the capture may have
/// missed that data. At most 64 segments wait. Allocates nothing while none does.
class EarlySegments {
 public:
  /// Forwards the segment to the connection, with all that waited for it; or keeps a copy.
  void take(const Segment& segment, TcpConnection& connection, CaptureContext& context);
  /// Forwards segments whose wait has timed out by `now`.
  void expire(Timestamp now, TcpConnection& connection, CaptureContext& context);
  /// Forwards all segments.
  void release(TcpConnection& connection, CaptureContext& context);

  bool empty() const noexcept { return held_.empty(); }
  /// Memory held by the copies.
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Held {
    Segment segment;  // without its payload
    Payload payload;
  };
  static constexpr std::size_t kMost = 64;
  static constexpr auto kPatience = std::chrono::milliseconds(200);

  void hold(const Segment& segment);
  void release_what_need_not_wait(Timestamp now, TcpConnection& connection, CaptureContext& context);
  void hand_on(std::vector<Held>::iterator held, Timestamp now, TcpConnection& connection, CaptureContext& context);

  std::vector<Held> held_;  // in order of arrival
  std::size_t bytes_ = 0;
};

}  // namespace gor::capture
