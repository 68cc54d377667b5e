// SPDX-License-Identifier: Apache-2.0
// HTTP on one connection to a server.
#pragma once

#include <cstddef>
#include <vector>

#include "net/connection.hpp"
#include "output/http/exchange.hpp"

namespace gor {

/// Everything on the io thread.
class HttpConnection : public net::Connection {
 public:
  using net::Connection::Connection;

  /// It has been used and since then got bytes that would be taken for the answer to the next request (a late body, a
  /// 408), or was closed.
  bool is_stale() noexcept { return exchange_.is_used() && has_unread(); }

  /// As open().
  net::Task<HttpOutcome> connect(std::vector<net::IpAddress> addresses);
  /// HttpExchange::run(). Needs is_open().
  net::Task<HttpOutcome> exchange(const PreparedRequest& request, std::size_t keep_body, HttpResponse& response);

 private:
  HttpExchange<net::Connection> exchange_{*this};
};

}  // namespace gor
