// SPDX-License-Identifier: Apache-2.0
#include "capture/pairing.hpp"

#include <algorithm>

#include "capture/byte_stream.hpp"

namespace gor::capture {
namespace {

constexpr std::size_t kMaxOpen = 1024;

}  // namespace

OpenRequest& Pairing::open(std::uint32_t number, std::uint32_t acknowledgement) {
  if (open_.size() == kMaxOpen) open_.erase(open_.begin());
  OpenRequest& request = open_.emplace_back();
  request.number = number;
  request.acknowledgement = acknowledgement;
  return request;
}

OpenRequest* Pairing::find(std::uint32_t number) noexcept {
  const auto found =
      std::find_if(open_.rbegin(), open_.rend(), [&](const OpenRequest& r) { return r.number == number; });
  return found == open_.rend() ? nullptr : &*found;
}

OpenRequest* Pairing::match(std::uint32_t sequence, bool after_hole) {
  // What a later request acknowledged had been answered before it was sent.
  while (after_hole && open_.size() > 1 && !open_.front().response &&
         sequence_distance(open_[1].acknowledgement, open_[0].acknowledgement) > 0 &&
         sequence_distance(sequence, open_[1].acknowledgement) >= 0) {
    open_.erase(open_.begin());
  }
  if (open_.empty() || open_.front().response) return nullptr;
  return sequence_distance(sequence, open_.front().acknowledgement) >= 0 ? &open_.front() : nullptr;
}

}  // namespace gor::capture
