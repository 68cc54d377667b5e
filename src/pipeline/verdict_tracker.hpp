// SPDX-License-Identifier: Apache-2.0
// The common part of stages that drop messages: counting, and responses that follow their requests.
#pragma once

#include <chrono>
#include <optional>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "pipeline/recent_verdicts.hpp"

namespace gor {

/// Counts messages in a stage's station, and drops a response when its request was dropped, as far as RecentVerdicts
/// knows it. Any thread.
class VerdictTracker {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit VerdictTracker(StationMetrics& station) : station_(station) {}

  /// Whether the message passes. `judge()` returns the counter of the reason to drop it, or null; it is not called for
  /// a response whose request was dropped. The clock is read if it is needed and `now` is not given.
  template <class Judge>
  bool settle(const Message& message, Judge judge, std::optional<Time> now = std::nullopt) {
    station_.in.add(message.type);
    const bool is_request = message.type == MessageType::request;
    MessageCounter* dropped = is_request ? nullptr : dropped_requests_.get(message.id).value_or(nullptr);
    if (dropped == nullptr) dropped = judge();
    (dropped == nullptr ? station_.out : *dropped).add(message.type);
    if (is_request && dropped == nullptr) dropped_requests_.forget(message.id);
    if (is_request && dropped != nullptr) {
      dropped_requests_.set(message.id, dropped, now ? *now : std::chrono::steady_clock::now());
    }
    return dropped == nullptr;
  }

 private:
  StationMetrics& station_;
  RecentVerdicts<MessageCounter*> dropped_requests_;  // with the counters of their reasons
};

}  // namespace gor
