// SPDX-License-Identifier: Apache-2.0
#include "capture/closed_flows.hpp"

namespace gor::capture {

void ClosedFlows::add(std::uint64_t flow, const Next& next, Timestamp now) {
  if (order_.size() == kMost) forget_oldest();
  flows_.insert_or_assign(flow, Flow{next, now});
  order_.push_back({now, flow});
}

const ClosedFlows::Next* ClosedFlows::find(std::uint64_t flow) const noexcept {
  if (flows_.empty()) return nullptr;
  const auto found = flows_.find(flow);
  return found == flows_.end() ? nullptr : &found->second.next;
}

void ClosedFlows::expire(Timestamp now) {
  while (!order_.empty() && order_.front().at + kRemembered <= now) forget_oldest();
}

// It may have been closed a second time since.
void ClosedFlows::forget_oldest() {
  const auto found = flows_.find(order_.front().flow);
  if (found != flows_.end() && found->second.closed == order_.front().at) flows_.erase(found);
  order_.pop_front();
}

}  // namespace gor::capture
