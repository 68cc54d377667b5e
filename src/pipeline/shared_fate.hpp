// SPDX-License-Identifier: Apache-2.0
// What every stage that drops messages does with them beside judging.
#pragma once

#include <chrono>
#include <optional>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "pipeline/request_memory.hpp"

namespace gor {

/// Counts messages in a stage's station, and lets a response share the fate of its request, as far as RequestMemory
/// knows it. Any thread.
class SharedFate {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit SharedFate(Station& station) : station_(station) {}

  /// Whether the message goes on. `judge()` gives what counts it if it does not, else null; it is not asked about a
  /// response whose request was dropped. `now` is asked of the clock where it matters, if it is not given.
  template <class Judge>
  bool settle(const Message& message, Judge judge, std::optional<Time> now = std::nullopt) {
    station_.in.add(message.type);
    const bool is_request = message.type == MessageType::request;
    Count* dropped = is_request ? nullptr : dropped_requests_.get(message.id).value_or(nullptr);
    if (dropped == nullptr) dropped = judge();
    (dropped == nullptr ? station_.out : *dropped).add(message.type);
    if (is_request && dropped == nullptr) dropped_requests_.forget(message.id);
    if (is_request && dropped != nullptr) {
      dropped_requests_.set(message.id, dropped, now ? *now : std::chrono::steady_clock::now());
    }
    return dropped == nullptr;
  }

 private:
  Station& station_;
  RequestMemory<Count*> dropped_requests_;  // with what counted them
};

}  // namespace gor
