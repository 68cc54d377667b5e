// SPDX-License-Identifier: Apache-2.0
// HTTP on one connection to a server.
#pragma once

#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "output/http/exchange.hpp"

namespace gor {

/// Everything on the io thread.
class HttpConnection {
 public:
  using Clock = net::Connection::Clock;

  /// As net::Connection's.
  template <class... Arguments>
  explicit HttpConnection(Arguments&&... arguments) : connection_(std::forward<Arguments>(arguments)...) {}

  const net::Url& origin() const noexcept { return connection_.origin(); }
  bool is_open() const noexcept { return connection_.is_open(); }

  /// Connects to the first of the addresses that answers, and shakes hands.
  net::Task<HttpOutcome> open(std::vector<net::IpAddress> addresses);
  /// HttpExchange::run(). Needs is_open().
  net::Task<HttpOutcome> exchange(const PreparedRequest& request, std::size_t keep_body, HttpResponse& response);

  void set_deadline(Clock::time_point deadline) noexcept { connection_.set_deadline(deadline); }
  void check(Clock::time_point now) { connection_.check(now); }

 private:
  net::Connection connection_;
  HttpExchange<net::Connection> exchange_{connection_};
};

}  // namespace gor
