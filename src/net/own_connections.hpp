// SPDX-License-Identifier: Apache-2.0
// gor's own outgoing connections, so that a capture does not take replayed traffic for the users'.
#pragma once

#include <map>
#include <mutex>

#include "gor/message.hpp"

#include "net/endpoint.hpp"

namespace gor::net {

/// The one table that an output and a capture share. Any thread; a short lock for each call.
class OwnConnections {
 public:
  /// Before the first byte is written on the connection.
  void opened(const Endpoint& local);
  /// The entry goes on to match packets that were sent before now, for a while: the capture sees them later than we do.
  void closed(const Endpoint& local);
  /// Whether a packet from `source` that was seen at `time` is ours.
  bool has(const Endpoint& source, Timestamp time) const;

 private:
  struct Span {
    Timestamp from;
    Timestamp until;  // Timestamp::max() while it is open
  };
  void forget_old(Timestamp now);

  mutable std::mutex mutex_;
  std::multimap<Endpoint, Span> spans_;
  Timestamp next_sweep_{};
};

}  // namespace gor::net
