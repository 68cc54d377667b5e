// SPDX-License-Identifier: Apache-2.0
// Reassembles IP datagrams.
#include "capture/fragments.hpp"

#include <algorithm>
#include <iterator>

namespace gor::capture {
namespace {

constexpr std::size_t kLargestDatagram = 65535;
// Legitimate senders leave few holes; many would make every insertion slow.
constexpr std::size_t kMostRanges = 64;

}  // namespace

std::optional<Fragments::Datagram> Fragments::add(const Key& key, const Fragment& fragment) {
  make_room(fragment.time);
  const Position position = find_or_start(key, fragment.time);
  Partial& partial = *position;
  if (!place(partial, fragment)) {
    give_up(position);
    return std::nullopt;
  }
  const bool is_whole = partial.size > 0 && partial.ranges.size() == 1 && partial.ranges.front().begin == 0 &&
                        partial.ranges.front().end == partial.size;
  if (!is_whole) return std::nullopt;
  held_bytes_ -= partial.bytes.size();
  whole_ = std::move(partial.bytes);
  const std::uint8_t protocol = partial.protocol;
  by_key_.erase(key);
  partials_.erase(position);
  return Datagram{protocol, whole_};
}

Fragments::Position Fragments::find_or_start(const Key& key, Timestamp time) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return found->second;
  partials_.push_back({key, time, {}, {}, 0, 0});
  const Position position = std::prev(partials_.end());
  by_key_.emplace(key, position);
  return position;
}

bool Fragments::place(Partial& partial, const Fragment& fragment) {
  const Range range{fragment.offset, fragment.offset + fragment.bytes.size()};
  const bool is_sound =
      range.end <= kLargestDatagram && range.begin < range.end && (!fragment.more || fragment.bytes.size() % 8 == 0) &&
      (partial.size == 0 || (fragment.more ? range.end <= partial.size : range.end == partial.size)) &&
      (fragment.more || partial.bytes.size() <= range.end);
  if (!is_sound) return false;

  const auto next = std::find_if(partial.ranges.begin(), partial.ranges.end(),
                                 [&](const Range& known) { return known.end > range.begin; });
  if (next != partial.ranges.end() && next->begin < range.end) {
    return next->begin <= range.begin && range.end <= next->end;
  }
  if (partial.bytes.size() < range.end) {
    held_bytes_ += range.end - partial.bytes.size();
    partial.bytes.resize(range.end);
  }
  fragment.bytes.copy(partial.bytes.data() + range.begin, fragment.bytes.size());
  if (!fragment.more) partial.size = range.end;
  if (fragment.offset == 0) partial.protocol = fragment.protocol;

  auto placed = partial.ranges.insert(next, range);
  if (const auto after = std::next(placed); after != partial.ranges.end() && after->begin == placed->end) {
    placed->end = after->end;
    partial.ranges.erase(after);
  }
  if (placed != partial.ranges.begin() && std::prev(placed)->end == placed->begin) {
    std::prev(placed)->end = placed->end;
    partial.ranges.erase(placed);
  }
  return partial.ranges.size() <= kMostRanges;
}

void Fragments::give_up(Position position) {
  given_up_.add();
  held_bytes_ -= position->bytes.size();
  by_key_.erase(position->key);
  partials_.erase(position);
}

void Fragments::make_room(Timestamp now) {
  while (!partials_.empty() &&
         (partials_.front().first_seen + limits_.age < now || partials_.size() >= limits_.datagrams ||
          held_bytes_ + kLargestDatagram > limits_.bytes)) {
    give_up(partials_.begin());
  }
}

}  // namespace gor::capture
