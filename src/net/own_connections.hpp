// SPDX-License-Identifier: Apache-2.0
// gor's own outgoing connections, so that a capture does not take replayed traffic for the users'.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "gor/message.hpp"

#include "net/endpoint.hpp"

namespace gor::net {

/// The one table that an output and a capture share. Any thread; a short lock for each call.
/// A connection is known by both its ends: the kernel gives one local port to connections of several programs as long
/// as these lead to different servers.
class OwnConnections {
 public:
  /// Before the first byte is written on the connection.
  void opened(const Endpoint& local, const Endpoint& remote);
  /// The entry goes on to match packets that were sent before now, for a while: the capture sees them later than we do.
  void closed(const Endpoint& local, const Endpoint& remote);
  /// Whether `local` to `remote` was ours at `time`. For a packet, ask with its ends both ways.
  bool has(const Endpoint& local, const Endpoint& remote, Timestamp time) const;

 private:
  struct Span {
    Timestamp from;
    Timestamp until;  // Timestamp::max() while it is open
  };
  void forget_old(Timestamp now);

  mutable std::mutex mutex_;
  std::multimap<std::pair<Endpoint, Endpoint>, Span> spans_;
  Timestamp next_sweep_{};
};

}  // namespace gor::net
