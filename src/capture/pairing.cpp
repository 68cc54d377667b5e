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

OpenRequest* Pairing::match(std::uint32_t sequence, bool pipelines) {
  if (!on_track_) {
    const auto found = std::find_if(open_.begin(), open_.end(), [&](const OpenRequest& request) {
      return request.acknowledgement == sequence && !request.response;
    });
    if (pipelines || found == open_.end()) return nullptr;
    open_.erase(open_.begin(), found);
    on_track_ = true;
    return &open_.front();
  }
  if (open_.empty() || open_.front().response) return nullptr;
  OpenRequest& oldest = open_.front();
  const bool may_answer = !oldest.acknowledgement || sequence_distance(sequence, *oldest.acknowledgement) >= 0;
  return may_answer ? &oldest : nullptr;
}

void Pairing::answer(std::uint32_t number) {
  std::erase_if(open_, [&](const OpenRequest& request) { return request.number == number; });
}

std::size_t Pairing::bytes() const noexcept {
  std::size_t bytes = open_.size() * sizeof(OpenRequest);
  for (const OpenRequest& request : open_) {
    if (request.response) bytes += request.response->bytes();
  }
  return bytes;
}

}  // namespace gor::capture
