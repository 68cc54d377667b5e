// SPDX-License-Identifier: Apache-2.0
// A Connection to a server by its name: opening it resolves the name, and says why it failed.
#pragma once

#include <chrono>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/connection.hpp"
#include "net/outcome.hpp"
#include "net/own_connections.hpp"
#include "net/resolver.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace gor::net {

/// Used on the io thread only.
class TargetConnection : public Connection {
 public:
  /// `io`, `resolver`, `tls` and `own` must outlive it; the last two may be null.
  TargetConnection(boost::asio::io_context& io, Resolver& resolver, const Url& origin, boost::asio::ssl::context* tls,
                   Verify verify, OwnConnections* own)
      : Connection(io, origin, tls, verify, own), resolver_(resolver), wake_(io) {}

  /// Resolves and connects, until the deadline. `answered` if it is open then.
  Task<Outcome> open();
  void set_deadline(Clock::time_point deadline) noexcept;
  /// Call it when the resolver has an answer.
  void wake() { wake_.cancel(); }
  /// Ends the operation in flight.
  void cut();

 private:
  Resolver& resolver_;
  Timer wake_;
  Clock::time_point deadline_ = Clock::time_point::max();
};

}  // namespace gor::net
