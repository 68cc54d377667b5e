// SPDX-License-Identifier: Apache-2.0
#include "capture/pairing.hpp"

#include <algorithm>

#include "capture/byte_stream.hpp"

namespace gor::capture {
namespace {

constexpr std::size_t kMaxOpen = 1024;

}  // namespace

OpenRequest& Pairing::open(std::uint32_t number, std::optional<std::uint32_t> acknowledgement) {
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
  const auto may_answer = [&](const OpenRequest& request) {
    return !request.acknowledgement || sequence_distance(sequence, *request.acknowledgement) >= 0;
  };
  if (after_hole) {
    // What a later request acknowledged had been answered before it was sent.
    while (open_.size() > 1 && !open_[0].response && open_[0].acknowledgement && open_[1].acknowledgement &&
           sequence_distance(*open_[1].acknowledgement, *open_[0].acknowledgement) > 0 && may_answer(open_[1])) {
      open_.erase(open_.begin());
    }
    const auto first = std::find_if(open_.begin(), open_.end(), [](const auto& request) { return !request.response; });
    const auto end = std::find_if_not(first, open_.end(), may_answer);
    if (end - first > 1) open_.erase(first, end);
  }
  if (open_.empty() || open_.front().response) return nullptr;
  return may_answer(open_.front()) ? &open_.front() : nullptr;
}

}  // namespace gor::capture
