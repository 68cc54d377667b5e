// SPDX-License-Identifier: Apache-2.0
#include "pipeline/dropped_requests.hpp"

#include <functional>
#include <string_view>

namespace gor {
namespace {

std::uint64_t key(const MessageId& id) {
  return std::hash<std::string_view>{}(id.view());
}

}  // namespace

void DroppedRequests::add(const MessageId& id, Count& reason, Time now) {
  const std::lock_guard lock(mutex_);
  while (!order_.empty() && (order_.size() >= kMost || order_.front().at + std::chrono::minutes(1) < now)) {
    const auto oldest = drops_.find(order_.front().id);
    // It may have been dropped again since, or have passed.
    if (oldest != drops_.end() && oldest->second.at == order_.front().at) drops_.erase(oldest);
    order_.pop_front();
  }
  drops_.insert_or_assign(key(id), Drop{now, &reason});
  order_.push_back({now, key(id)});
}

void DroppedRequests::remove(const MessageId& id) {
  const std::lock_guard lock(mutex_);
  if (!drops_.empty()) drops_.erase(key(id));
}

Count* DroppedRequests::reason(const MessageId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = drops_.find(key(id));
  return found == drops_.end() ? nullptr : found->second.reason;
}

}  // namespace gor
