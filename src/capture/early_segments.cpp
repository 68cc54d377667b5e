// SPDX-License-Identifier: Apache-2.0
#include "capture/early_segments.hpp"

#include <algorithm>
#include <utility>

namespace gor::capture {

void EarlySegments::take(const Segment& segment, TcpConnection& connection, CaptureContext& context) {
  if (connection.lacks_what_is_acknowledged_by(segment, context)) {
    hold(segment);
    if (held_.size() > kMost) release(connection, context);
    return;
  }
  // A segment that ends the connection comes after those that wait.
  if (segment.rst || segment.syn) release(connection, context);
  connection.take(segment, context);
  if (!held_.empty()) release_what_need_not_wait(segment.time, connection, context);
}

void EarlySegments::expire(Timestamp now, TcpConnection& connection, CaptureContext& context) {
  while (!held_.empty() && held_.front().segment.time <= now - kPatience) {
    hand_on(held_.begin(), held_.front().segment.time, connection, context);
    release_what_need_not_wait(now, connection, context);
  }
}

void EarlySegments::release(TcpConnection& connection, CaptureContext& context) {
  while (!held_.empty()) hand_on(held_.begin(), held_.front().segment.time, connection, context);
}

void EarlySegments::hold(const Segment& segment) {
  held_.push_back({segment, Payload(segment.payload)});
  held_.back().segment.payload = {};
  bytes_ += sizeof(Held) + segment.payload.size();
}

void EarlySegments::release_what_need_not_wait(Timestamp now, TcpConnection& connection, CaptureContext& context) {
  const auto need_not_wait = [&](const Held& held) {
    return !connection.lacks_what_is_acknowledged_by(held.segment, context);
  };
  for (auto at = held_.begin(); (at = std::find_if(held_.begin(), held_.end(), need_not_wait)) != held_.end();) {
    hand_on(at, now, connection, context);
  }
}

// With that time at least: a response must not be older than its request.
void EarlySegments::hand_on(std::vector<Held>::iterator held, Timestamp now, TcpConnection& connection,
                            CaptureContext& context) {
  Held early = std::move(*held);
  held_.erase(held);
  bytes_ -= sizeof(Held) + early.payload.size();
  early.segment.payload = early.payload.view();
  early.segment.time = std::max(early.segment.time, now);
  connection.take(early.segment, context);
}

}  // namespace gor::capture
