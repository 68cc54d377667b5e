// SPDX-License-Identifier: Apache-2.0
#include "pipeline/limiter.hpp"

#include <functional>

namespace gor {

Limiter::Limiter(Limit limit, Station& station)
    : limit_(limit), station_(station), dropped_(station.dropped("limit")) {}

bool Limiter::passes(const Message& message, std::chrono::steady_clock::time_point now) {
  std::lock_guard lock(mutex_);
  const std::uint64_t id = std::hash<std::string_view>{}(message.id.view());
  const bool is_request = message.type == MessageType::request;
  const bool passes = is_request ? decide(now) : !is_dropped_.contains(id);
  station_.in.add(message.type);
  (passes ? station_.out : dropped_).add(message.type);
  if (is_request && !passes) remember(id, now);
  return passes;
}

bool Limiter::decide(std::chrono::steady_clock::time_point now) {
  if (limit_.kind == Limit::Kind::percent)
    return std::uniform_int_distribution<int>(0, 99)(random_) < static_cast<int>(limit_.value);
  if (now >= second_end_) {
    second_end_ = now + std::chrono::seconds(1);
    passed_in_second_ = 0;
  }
  return passed_in_second_++ < limit_.value;
}

void Limiter::remember(std::uint64_t id, std::chrono::steady_clock::time_point now) {
  while (!dropped_ids_.empty() &&
         (dropped_ids_.size() >= kMaxRemembered || dropped_ids_.front().at + std::chrono::minutes(1) < now)) {
    is_dropped_.erase(dropped_ids_.front().id);
    dropped_ids_.pop_front();
  }
  if (is_dropped_.insert(id).second) dropped_ids_.push_back({now, id});
}

}  // namespace gor
