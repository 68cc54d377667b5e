// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.x client connection.
#pragma once

#include <cstddef>
#include <vector>

#include "net/connection.hpp"
#include "output/http/exchange.hpp"

namespace gor {

/// Used on the io thread only.
class HttpConnection : public net::Connection {
 public:
  using net::Connection::Connection;

  /// Whether the connection was used and has since received bytes that would be taken for the next response (a late
  /// body, a 408), or was closed.
  bool is_stale() noexcept { return exchange_.is_used() && has_unread(); }

  /// As open().
  net::Task<HttpOutcome> connect(std::vector<net::IpAddress> addresses);
  /// As HttpExchange::run(). Needs is_open().
  net::Task<HttpOutcome> exchange(const PreparedRequest& request, std::size_t keep_body, HttpResponse& response);

 private:
  HttpExchange<net::Connection> exchange_{*this};
};

}  // namespace gor
