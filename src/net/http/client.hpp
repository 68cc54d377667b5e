// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.x client: one connection to a server, opened when it is needed, kept alive and reused.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/http/exchange.hpp"
#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/outcome.hpp"
#include "net/own_connections.hpp"
#include "net/resolver.hpp"
#include "net/target_connection.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace gor::net {

struct HttpClientOptions {
  boost::asio::ssl::context* tls = nullptr;  ///< for https URLs
  Verify verify = Verify::certificate;
  OwnConnections* own = nullptr;  ///< may be null
  /// Called when a connection was opened, or could not be: with the outcome `answered`, or why not.
  std::function<void(const Url& origin, Outcome outcome, const std::string& tls_failure)> on_open =
      [](const Url&, Outcome, const std::string&) {};
};

/// Used on the io thread only. One request at a time. Several clients are a pool.
class HttpClient {
 public:
  using Clock = std::chrono::steady_clock;

  /// `io`, `resolver` and what the options point to must outlive the client.
  HttpClient(boost::asio::io_context& io, Resolver& resolver, const Url& origin, const HttpClientOptions& options);

  /// Sends the request over the open connection, or over a new one, and reads its final response, with at most
  /// `keep_body` bytes of the body. Sends it a second time if a reused connection was closed before any byte of a
  /// response came.
  Task<Outcome> send(const PreparedRequest& request, Clock::time_point deadline, std::size_t keep_body,
                     HttpResponse& response);

  /// Whether the last send() had a connection, and whether it sent the request a second time.
  bool has_reached() const noexcept { return has_reached_; }
  bool has_resent() const noexcept { return has_resent_; }

  const Url& origin() const noexcept { return connection_.origin(); }
  bool is_open() const noexcept { return connection_.is_open(); }
  void close() { connection_.close(); }
  /// Ends an operation whose time is over. Call it often.
  void check(Clock::time_point now) { connection_.check(now); }
  /// Call it when the resolver has an answer.
  void wake() { connection_.wake(); }
  /// Ends the operation in flight.
  void cut() { connection_.cut(); }

 private:
  const HttpClientOptions options_;
  TargetConnection connection_;
  HttpExchange<Connection> exchange_{connection_};
  bool has_reached_ = false;
  bool has_resent_ = false;
};

}  // namespace gor::net
