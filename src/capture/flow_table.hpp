// SPDX-License-Identifier: Apache-2.0
// The connection table of a capture: looks up a segment's connection, expires connections, and bounds memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "base/expiring_map.hpp"
#include "base/memory_budget.hpp"
#include "capture/early_segments.hpp"
#include "capture/tcp_connection.hpp"
#include "net/own_connections.hpp"

namespace gor::capture {

struct FlowTableOptions {
  ConnectionOptions connection;
  std::chrono::nanoseconds expire = std::chrono::seconds(2);            ///< age at which a hole is given up
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(128u << 20);  ///< shared by all connections
};

/// Used by one thread. Callers pass the time: packet time.
class FlowTable {
 public:
  /// `own` (may be null) and `station` outlive it.
  FlowTable(FlowTableOptions options, StationMetrics& station, const net::OwnConnections* own);
  ~FlowTable() { count(0, bytes_); }

  /// Messages that the segment completes are appended to finished().
  void take(const Segment& segment);
  /// Gives up holes, early segments and the memory of closed connections that are due by `now`. Cheap when nothing is.
  void expire(Timestamp now);
  /// Ends all connections: a response framed by connection close counts as complete, other open messages as lost.
  void end();

  std::vector<Message>& finished() noexcept { return finished_; }
  std::size_t size() const noexcept { return entries_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  // The two endpoints in order of their ports, so that both directions have the same key.
  struct Key {
    explicit Key(const Segment& segment) noexcept;
    Key() = default;

    net::Endpoint low;
    net::Endpoint high;
    std::uint32_t network = 0;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    using is_avalanching = void;
    std::uint64_t seed;
    std::size_t operator()(const Key& key) const noexcept;
  };
  static constexpr std::size_t kEntryBytes = 736;  // with its list node and its slot in the table
  struct Entry {
    Key key;
    TcpConnection connection;
    EarlySegments early;
    std::size_t bytes = kEntryBytes;
    bool is_own = false;
    bool is_screened = false;  // is_own is known
    std::optional<std::list<std::list<Entry>::iterator>::iterator> in_waiting = {};

    bool waits() const noexcept { return connection.waits() || !early.empty(); }
    void end(MessageCounter& reason, CaptureContext& context);
  };
  /// Of a closed connection: the next sequence number of each end; empty: unknown.
  struct NextNumbers {
    std::optional<std::uint32_t> low;
    std::optional<std::uint32_t> high;
  };
  using Entries = std::list<Entry>;  // least recently active first

  bool is_of_service(const Segment& segment) const;
  Entries::iterator find_or_make(const Segment& segment);
  bool is_own_traffic(Entry& entry, const Segment& segment);
  bool may_begin(const Key& key, const Segment& segment);
  void settle(Entries::iterator entry);
  void settle_or_close(Entries::iterator entry, Timestamp now);
  void close(Entries::iterator entry, const NextNumbers& next, Timestamp now);
  void remove(Entries::iterator entry);
  void bound_memory();
  void count(std::size_t more, std::size_t less) noexcept;

  const FlowTableOptions options_;
  CaptureCounts counts_;
  const net::OwnConnections* own_;
  std::vector<Message> finished_;
  CaptureContext context_;
  Entries entries_;
  boost::unordered_flat_map<Key, Entries::iterator, Hash> by_key_;
  std::list<Entries::iterator> waiting_;  // connections with a hole, or early segments
  // Keyed by the hash of the connection's key. Retransmissions may arrive long after the close (RFC 6298: after 1, 3,
  // 7, 15, 31 s).
  ExpiringMap<NextNumbers, Timestamp> closed_{std::chrono::seconds(60), 1 << 18};
  MemoryShare memory_;
  std::size_t bytes_ = 0;
  Timestamp next_check_{};
};

}  // namespace gor::capture
