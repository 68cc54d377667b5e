// SPDX-License-Identifier: Apache-2.0
#include "capture/shared_rings.hpp"

#include <thread>
#include <utility>

namespace gor::capture {

LiveHandle SharedRings::take(std::size_t thread, const std::string& device, unsigned index,
                             std::chrono::milliseconds gather_time, const Open& open, const Begin& begin) {
  const std::lock_guard lock(mutex_);
  Rings& rings = rings_[device];
  if (rings.empty() || !rings[thread] || rings[thread]->index() != index) {
    rings.clear();
    rings = open_all(gather_time, open, begin);
  }
  LiveHandle ring = std::move(*rings[thread]);
  rings[thread].reset();
  return ring;
}

SharedRings::Rings SharedRings::open_all(std::chrono::milliseconds gather_time, const Open& open,
                                         const Begin& begin) const {
  Rings rings;
  for (std::size_t i = 0; i < threads_; ++i) {
    LiveHandle& ring = rings.emplace_back(open()).value();
    ring.hold_back();
    ring.share_with(i == 0 ? ring : *rings.front());
  }
  // Packets from before the filter and the distribution are in several rings.
  std::this_thread::sleep_for(2 * gather_time + std::chrono::milliseconds(1));
  for (auto& ring : rings) ring->discard();
  for (auto& ring : rings) begin(*ring);
  return rings;
}

}  // namespace gor::capture
