// SPDX-License-Identifier: Apache-2.0
// gor's own outgoing connections, so that a capture does not mistake replayed traffic for the users'.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <random>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/message.hpp"

#include "net/endpoint.hpp"

namespace gor::net {

/// One table, shared by outputs and captures. Any thread; each call takes a short lock, for a time that does not depend
/// on the number of connections.
/// A connection is identified by both endpoints: the kernel gives one local port to connections of several programs if
/// they lead to different servers. If address translation on the host itself changes an endpoint before the capture
/// sees it, the connection is taken for a user's.
class OwnConnections {
 public:
  /// Call it before the first byte is written on the connection.
  void opened(const Endpoint& local, const Endpoint& remote);
  /// The entry still matches packets sent before now, for a while: the capture sees them later than we do.
  void closed(const Endpoint& local, const Endpoint& remote);
  /// Whether `local` to `remote` was ours at `time`. For a packet, ask for both directions.
  bool has(const Endpoint& local, const Endpoint& remote, Timestamp time) const;

 private:
  struct Ends {
    Endpoint local;
    Endpoint remote;
    bool operator==(const Ends&) const = default;
  };
  struct Hash {
    using is_avalanching = void;
    std::uint64_t seed = std::random_device{}();
    std::size_t operator()(const Ends& ends) const noexcept {
      const std::uint64_t ports = static_cast<std::uint64_t>(ends.local.port) << 16 | ends.remote.port;
      return hash_value(ends.remote.address, hash_value(ends.local.address, seed + ports));
    }
  };
  struct Span {
    Timestamp from = Timestamp::max();
    Timestamp until = Timestamp::min();  // Timestamp::max() while it is open
    bool has(Timestamp time) const noexcept { return from <= time && time <= until; }
  };
  struct Entry {
    Span now;
    Span before;  // of an earlier connection with the same ends
  };
  struct Closed {
    Timestamp at;
    Ends ends;
  };
  void forget_old(Timestamp now);

  mutable std::mutex mutex_;
  boost::unordered_flat_map<Ends, Entry, Hash> entries_;
  std::deque<Closed> closed_;  // oldest first
};

}  // namespace gor::net
