// SPDX-License-Identifier: Apache-2.0
#include "pipeline/limiter.hpp"

namespace gor {

Limiter::Limiter(Limit limit, StationMetrics& station)
    : limit_(limit), dropped_(station.dropped("limit")), verdicts_(station) {}

bool Limiter::passes(const Message& message, std::chrono::steady_clock::time_point now) {
  const bool is_request = message.type == MessageType::request;
  return verdicts_.settle(
      message, [&] { return is_request && !decide(now) ? &dropped_ : nullptr; }, now);
}

bool Limiter::decide(std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (limit_.kind == Limit::Kind::percent)
    return std::uniform_int_distribution<int>(0, 99)(random_) < static_cast<int>(limit_.value);
  if (now >= second_end_) {
    second_end_ = now + std::chrono::seconds(1);
    passed_in_second_ = 0;
  }
  return passed_in_second_++ < limit_.value;
}

}  // namespace gor
