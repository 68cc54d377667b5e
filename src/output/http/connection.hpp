// SPDX-License-Identifier: Apache-2.0
// HTTP on one connection to a server.
#pragma once

#include <string>
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
  const std::string& tls_failure() const noexcept { return connection_.tls_failure(); }
  bool is_open() const noexcept { return connection_.is_open(); }

  /// It has been used and since then got bytes that would be taken for the answer to the next request (a late body, a
  /// 408), or was closed.
  bool is_stale() noexcept { return exchange_.is_used() && connection_.has_unread(); }

  /// Connects to the first of the addresses that answers, and shakes hands.
  net::Task<HttpOutcome> open(std::vector<net::IpAddress> addresses);
  /// HttpExchange::run(). Needs is_open().
  net::Task<HttpOutcome> exchange(const PreparedRequest& request, std::size_t keep_body, HttpResponse& response);

  void close() noexcept { connection_.close(); }
  void set_deadline(Clock::time_point deadline) noexcept { connection_.set_deadline(deadline); }
  void check(Clock::time_point now) { connection_.check(now); }

 private:
  net::Connection connection_;
  HttpExchange<net::Connection> exchange_{connection_};
};

}  // namespace gor
