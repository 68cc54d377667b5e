// SPDX-License-Identifier: Apache-2.0
#include "capture/conversations.hpp"

#include <algorithm>
#include <random>

namespace gor::capture {
namespace {

// A closed connection stays so long, so that late repetitions of its segments are known for what they are.
constexpr std::chrono::nanoseconds kLinger = std::chrono::seconds(2);
constexpr std::chrono::nanoseconds kHoleCheck = std::chrono::milliseconds(50);

}  // namespace

// Seeded at random: remote hosts choose the ports and must not be able to choose the bucket.
std::size_t Conversations::Hash::operator()(const Key& key) const noexcept {
  const std::uint64_t ports = static_cast<std::uint64_t>(key.low.port) << 16 | key.high.port;
  return net::hash_value(key.high.address, net::hash_value(key.low.address, seed + ports));
}

Conversations::Conversations(ConversationsOptions options, Station& station, const net::OwnConnections* own)
    : options_(std::move(options)),
      counts_(station),
      own_(own),
      context_{options_.conversation, counts_, std::random_device{}(), finished_},
      by_key_(0, Hash{std::uint64_t{std::random_device{}()} << 32 | std::random_device{}()}) {}

void Conversations::take(const Segment& segment) {
  if (!is_of_service(segment)) return;
  const auto entry = find_or_make(segment);
  if (entry == entries_.end() || is_own_traffic(*entry, segment)) return;
  entry->conversation.take(segment, context_);
  settle(entry, segment.time);
  if (bytes_ > options_.memory_limit) bound_memory();
}

// A kernel filter lets fragments and packets with extension headers pass whatever their port.
bool Conversations::is_of_service(const Segment& segment) const {
  const std::vector<std::uint16_t>& ports = options_.conversation.ports;
  const auto has = [&](std::uint16_t port) { return std::binary_search(ports.begin(), ports.end(), port); };
  return ports.empty() || has(segment.destination.port) || has(segment.source.port);
}

Conversations::Entries::iterator Conversations::find_or_make(const Segment& segment) {
  const auto [low, high] = std::minmax(segment.source, segment.destination);
  const Key key{low, high};
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    const auto entry = found->second;
    if (std::next(entry) != entries_.end()) entries_.splice(entries_.end(), entries_, entry);
    return entry;
  }
  // An empty acknowledgement or the end of an unknown connection begins nothing.
  if (segment.payload.empty() && !segment.syn) return entries_.end();
  entries_.emplace_back().key = key;
  const auto made = std::prev(entries_.end());
  by_key_.emplace(key, made);
  bytes_ += made->bytes;
  return made;
}

// gor registers a connection before it writes the first byte, so the first payload is the time to look.
bool Conversations::is_own_traffic(Entry& entry, const Segment& segment) {
  if (own_ == nullptr) return false;
  if (segment.syn && !segment.ack) entry.is_screened = entry.is_own = false;
  if (!entry.is_screened && !segment.payload.empty()) {
    entry.is_screened = true;
    entry.is_own = own_->has(segment.source, segment.destination, segment.time) ||
                   own_->has(segment.destination, segment.source, segment.time);
    if (entry.is_own) counts_.own.add();
  }
  return entry.is_own;
}

// Brings the books about an entry up to date after something has happened to it.
void Conversations::settle(Entries::iterator entry, Timestamp now) {
  const std::size_t bytes = sizeof(Entry) + entry->conversation.bytes();
  bytes_ += bytes - entry->bytes;
  entry->bytes = bytes;
  if (entry->conversation.has_hole() && !entry->in_holes) {
    entry->in_holes = true;
    holes_.push_back(entry);
  }
  if (entry->conversation.is_closed() && !entry->in_closed) {
    entry->in_closed = true;
    closed_.push_back({now, entry});
  }
}

void Conversations::expire(Timestamp now) {
  if (!holes_.empty() && now >= next_hole_check_) {
    next_hole_check_ = now + kHoleCheck;
    for (auto at = holes_.begin(); at != holes_.end();) {
      const auto entry = *at;
      entry->conversation.give_up_holes(now - options_.expire, context_);
      entry->in_holes = entry->conversation.has_hole();
      at = entry->in_holes ? std::next(at) : holes_.erase(at);
      settle(entry, now);
    }
  }
  while (!closed_.empty() && closed_.front().at + kLinger <= now) {
    const auto entry = closed_.front().entry;
    closed_.pop_front();
    entry->in_closed = false;
    // Its ports may have been taken by a new connection in the meantime.
    if (entry->conversation.is_closed()) remove(entry);
  }
}

void Conversations::remove(Entries::iterator entry) {
  if (entry->in_holes) holes_.remove(entry);
  if (entry->in_closed) std::erase_if(closed_, [&](const Closed& closed) { return closed.entry == entry; });
  bytes_ -= entry->bytes;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

// The connections that have been silent for longest go first; never the one at work, which is the last.
void Conversations::bound_memory() {
  while (bytes_ > options_.memory_limit && entries_.size() > 1) {
    const auto oldest = entries_.begin();
    oldest->conversation.end(counts_.memory, context_);
    remove(oldest);
  }
}

void Conversations::end() {
  for (Entry& entry : entries_) entry.conversation.end(counts_.connection_end, context_);
  by_key_.clear();
  holes_.clear();
  closed_.clear();
  entries_.clear();
  bytes_ = 0;
}

}  // namespace gor::capture
