// SPDX-License-Identifier: Apache-2.0
#include "capture/early_segments.hpp"

#include <algorithm>
#include <utility>

namespace gor::capture {

void EarlySegments::take(const Segment& segment, Conversation& conversation, CaptureContext& context) {
  if (conversation.lacks_what_is_acknowledged_by(segment, context)) {
    hold(segment);
    if (held_.size() > kMost) release(conversation, context);
    return;
  }
  // A segment that ends the connection comes after those that wait.
  if (segment.rst || segment.syn) release(conversation, context);
  conversation.take(segment, context);
  if (!held_.empty()) release_what_need_not_wait(segment.time, conversation, context);
}

void EarlySegments::expire(Timestamp now, Conversation& conversation, CaptureContext& context) {
  while (!held_.empty() && held_.front().segment.time <= now - kPatience) {
    hand_on(held_.begin(), held_.front().segment.time, conversation, context);
    release_what_need_not_wait(now, conversation, context);
  }
}

void EarlySegments::release(Conversation& conversation, CaptureContext& context) {
  while (!held_.empty()) hand_on(held_.begin(), held_.front().segment.time, conversation, context);
}

void EarlySegments::hold(const Segment& segment) {
  Held& held = held_.emplace_back(Held{segment, Payload(segment.payload)});
  held.segment.payload = held.payload.view();
  bytes_ += sizeof(Held) + held.payload.size();
}

void EarlySegments::release_what_need_not_wait(Timestamp now, Conversation& conversation, CaptureContext& context) {
  const auto need_not_wait = [&](const Held& held) {
    return !conversation.lacks_what_is_acknowledged_by(held.segment, context);
  };
  for (auto at = held_.begin(); (at = std::find_if(held_.begin(), held_.end(), need_not_wait)) != held_.end();) {
    hand_on(at, now, conversation, context);
  }
}

// With that time at least: a response must not be older than its request.
void EarlySegments::hand_on(std::vector<Held>::iterator held, Timestamp now, Conversation& conversation,
                            CaptureContext& context) {
  Held early = std::move(*held);
  held_.erase(held);
  bytes_ -= sizeof(Held) + early.payload.size();
  early.segment.payload = early.payload.view();
  early.segment.time = std::max(early.segment.time, now);
  conversation.take(early.segment, context);
}

}  // namespace gor::capture
