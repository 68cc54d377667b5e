// SPDX-License-Identifier: Apache-2.0
#include "capture/flow_table.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace gor::capture {
namespace {

constexpr std::chrono::nanoseconds kCheck = std::chrono::milliseconds(50);

}  // namespace

FlowTable::Key::Key(const Segment& segment) noexcept : network(segment.network) {
  const net::Endpoint& source = segment.source;
  const net::Endpoint& destination = segment.destination;
  const bool is_rising = source.port != destination.port ? source.port < destination.port : source < destination;
  low = is_rising ? source : destination;
  high = is_rising ? destination : source;
}

// Randomly seeded: remote hosts choose ports, and must not be able to choose buckets.
std::size_t FlowTable::Hash::operator()(const Key& key) const noexcept {
  const std::uint64_t ports =
      static_cast<std::uint64_t>(key.network) << 32 | static_cast<std::uint64_t>(key.low.port) << 16 | key.high.port;
  return net::hash_value(key.high.address, net::hash_value(key.low.address, seed + ports));
}

FlowTable::FlowTable(FlowTableOptions options, StationMetrics& station, const net::OwnConnections* own)
    : options_(std::move(options)),
      counts_(station),
      own_(own),
      context_{options_.connection, counts_, std::random_device{}(), finished_},
      by_key_(0, Hash{std::uint64_t{std::random_device{}()} << 32 | std::random_device{}()}),
      memory_(options_.memory, "capture") {
  static_assert(sizeof(Entry) + 2 * sizeof(Key) + 64 <= kEntryBytes);
}

void FlowTable::Entry::end(MessageCounter& reason, CaptureContext& context) {
  early.release(connection, context);
  connection.end(reason, context);
}

void FlowTable::take(const Segment& segment) {
  if (!is_of_service(segment)) return;
  const auto entry = find_or_make(segment);
  if (entry == entries_.end()) return;
  if (is_own_traffic(*entry, segment)) {
    if (segment.fin || segment.rst) close(entry, {}, segment.time);
    return;
  }
  entry->early.take(segment, entry->connection, context_);
  settle_or_close(entry, segment.time);
  bound_memory();
}

// The kernel filter passes fragments and packets with extension headers for any port, and there may be no such filter.
bool FlowTable::is_of_service(const Segment& segment) const {
  return options_.connection.may_serve(segment.destination) || options_.connection.may_serve(segment.source);
}

FlowTable::Entries::iterator FlowTable::find_or_make(const Segment& segment) {
  const Key key(segment);
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    const auto entry = found->second;
    if (std::next(entry) != entries_.end()) entries_.splice(entries_.end(), entries_, entry);
    return entry;
  }
  if (!may_begin(key, segment)) return entries_.end();
  entries_.emplace_back().key = key;
  const auto made = std::prev(entries_.end());
  by_key_.emplace(key, made);
  count(made->bytes, 0);
  return made;
}

// gor registers a connection before it writes the first byte, so the lookup at the first payload is early enough.
bool FlowTable::is_own_traffic(Entry& entry, const Segment& segment) {
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

// Neither the end of an unknown connection nor a retransmission of a closed one starts a new entry.
bool FlowTable::may_begin(const Key& key, const Segment& segment) {
  if (segment.rst || (segment.fin && segment.payload.empty())) return false;
  const std::uint64_t flow = by_key_.hash_function()(key);
  const NextNumbers* const closed = closed_.find(flow);
  if (closed == nullptr) return true;
  const auto next = segment.source == key.low ? closed->low : closed->high;
  if (!segment.syn) {
    if (!next) return false;
    const std::int32_t ahead = sequence_distance(segment.end(), *next);
    const std::int32_t known = segment.payload.empty() ? 1 : 0;  // an acknowledgement comes after the FIN
    if (ahead <= known && ahead > -ByteStream::kWindow) return false;
  }
  closed_.erase(flow);
  return true;
}

// Updates the accounts of an entry after it has changed.
void FlowTable::settle(Entries::iterator entry) {
  const std::size_t bytes = kEntryBytes + entry->connection.bytes() + entry->early.bytes();
  if (bytes != entry->bytes) count(bytes, entry->bytes);
  entry->bytes = bytes;
  if (entry->waits() && !entry->in_waiting) {
    entry->in_waiting = waiting_.insert(waiting_.end(), entry);
  }
}

void FlowTable::settle_or_close(Entries::iterator entry, Timestamp now) {
  const TcpConnection& connection = entry->connection;
  if (!connection.is_closed()) return settle(entry);
  entry->end(counts_.connection_end, context_);
  close(entry, {connection.next_of(entry->key.low), connection.next_of(entry->key.high)}, now);
}

void FlowTable::close(Entries::iterator entry, const NextNumbers& next, Timestamp now) {
  closed_.set(by_key_.hash_function()(entry->key), next, now);
  remove(entry);
}

void FlowTable::expire(Timestamp now) {
  if (now < next_check_) return;
  next_check_ = now + kCheck;
  closed_.expire(now);
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    const auto entry = *at++;
    entry->early.expire(now, entry->connection, context_);
    entry->connection.expire(now - options_.expire, context_);
    if (!entry->waits()) waiting_.erase(*std::exchange(entry->in_waiting, std::nullopt));
    settle_or_close(entry, now);
  }
  bound_memory();  // others may have grown
}

void FlowTable::remove(Entries::iterator entry) {
  if (entry->in_waiting) waiting_.erase(*entry->in_waiting);
  count(0, entry->bytes);
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

void FlowTable::count(std::size_t more, std::size_t less) noexcept {
  bytes_ += more - less;
  memory_.add(more);
  memory_.remove(less);
}

// Evicts the connections that have been idle longest; the one in use is the last to go.
void FlowTable::bound_memory() {
  while (!entries_.empty() && memory_.must_give_way()) {
    const auto oldest = entries_.begin();
    oldest->early.release(oldest->connection, context_);
    oldest->connection.break_off(counts_.memory, context_);
    remove(oldest);
  }
}

void FlowTable::end() {
  for (Entry& entry : entries_) entry.end(counts_.connection_end, context_);
  by_key_.clear();
  waiting_.clear();
  entries_.clear();
  count(0, bytes_);
}

}  // namespace gor::capture
