// SPDX-License-Identifier: Apache-2.0
// Segments that were captured before what they acknowledge, as mirrors and several receive queues bring them about.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "gor/payload.hpp"

#include "capture/context.hpp"
#include "capture/conversation.hpp"
#include "capture/segment.hpp"

namespace gor::capture {

/// Of one connection. A segment waits until the other direction has come as far as it says: for 200 ms, and while no
/// more than 64 wait, since what it acknowledges may never have been captured. Allocates nothing where none waits.
class EarlySegments {
 public:
  /// Hands the segment on to the conversation, and all that waited for it; or keeps a copy.
  void take(const Segment& segment, Conversation& conversation, CaptureContext& context);
  /// Hands on what has waited for too long by `now`.
  void expire(Timestamp now, Conversation& conversation, CaptureContext& context);
  /// Hands on all.
  void release(Conversation& conversation, CaptureContext& context);

  bool empty() const noexcept { return held_.empty(); }
  /// What the copies take.
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Held {
    Segment segment;
    Payload payload;  // its own
  };
  static constexpr std::size_t kMost = 64;
  static constexpr auto kPatience = std::chrono::milliseconds(200);

  void hold(const Segment& segment);
  void release_what_need_not_wait(Timestamp now, Conversation& conversation, CaptureContext& context);
  void hand_on(std::vector<Held>::iterator held, Timestamp now, Conversation& conversation, CaptureContext& context);

  std::vector<Held> held_;  // in the order in which they came
  std::size_t bytes_ = 0;
};

}  // namespace gor::capture
