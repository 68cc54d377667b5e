// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "base/saturating.hpp"
#include "format/formats.hpp"

namespace gor::format {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostWaiting = 100'000;
constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr auto kAnyAge = std::chrono::hours(24 * 365);  // a converter waits for no clock

}  // namespace

Times times_of(const Exchange& exchange) {
  if (!exchange.response) return {};
  const Message& response = *exchange.response;
  const auto latency = std::max(response.latency, std::chrono::nanoseconds(0));
  if (response.type == MessageType::replayed_response) return {.wait = latency};
  if (response.timestamp == kNoTimestamp || exchange.request.timestamp == kNoTimestamp) return {.receive = latency};
  const auto wait = time_between(exchange.request.timestamp, response.timestamp);
  return {std::max(wait, std::chrono::nanoseconds(0)), latency};
}

Exchanges::Exchanges(std::function<void(const Exchange&)> take)
    : take_(std::move(take)), waiting_({kAnyAge, kMostWaiting, MemoryBudget::of(kMostBytes)}) {}

void Exchanges::add(const Message& message) {
  const std::string_view id = message.id.view();
  if (message.type != MessageType::request) {
    // Without a request, this is a further response, or its request was not recorded.
    if (auto request = waiting_.take(id)) take_({*std::move(request), message});
    return;
  }
  if (waiting_.find(id) != nullptr) return take_({message, std::nullopt});  // the recording repeats, as in a loop
  const auto now = Clock::now();
  waiting_.use(id, message.payload.size(), now) = message;
  while (auto oldest = waiting_.evict(now)) take_({*std::move(oldest), std::nullopt});
}

void Exchanges::finish() {
  while (auto request = waiting_.take_oldest()) take_({*std::move(request), std::nullopt});
}

}  // namespace gor::format
