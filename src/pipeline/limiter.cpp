// SPDX-License-Identifier: Apache-2.0
#include "pipeline/limiter.hpp"

namespace gor {

Limiter::Limiter(Limit limit, Station& station)
    : limit_(limit), station_(station), dropped_(station.dropped("limit")) {}

bool Limiter::passes(const Message& message, std::chrono::steady_clock::time_point now) {
  const bool is_request = message.type == MessageType::request;
  const bool passes = is_request ? decide(now) : !dropped_requests_.get(message.id);
  station_.in.add(message.type);
  (passes ? station_.out : dropped_).add(message.type);
  if (is_request && passes) dropped_requests_.forget(message.id);
  if (is_request && !passes) dropped_requests_.set(message.id, true, now);
  return passes;
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
