// SPDX-License-Identifier: Apache-2.0
// A small HTTP/1.x server: a handler answers each request.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/connection.hpp"
#include "net/server_connection.hpp"

namespace gor::http {
class ServerSide;
}

namespace gor::net {

struct HttpRequest {
  std::string_view head;  ///< request line and fields, as sent
  std::string_view method;
  std::string_view target;       ///< as sent
  std::uint64_t body_bytes = 0;  ///< of the body, which was read and discarded
};

/// The response to one request: either send(), or begin() and as many bytes as it announced. Functions that return
/// bool return false when the connection has failed or is being closed.
class HttpResponder {
 public:
  /// `last_moved` is updated as bytes are written.
  HttpResponder(ServerConnection& connection, http::ServerSide& side, std::chrono::steady_clock::time_point& last_moved)
      : connection_(connection), side_(side), last_moved_(last_moved) {}

  /// `status`: "404 Not Found". `fields`: further header fields, with line ends.
  Task<bool> send(std::string_view status, std::string_view type, std::string_view body, std::string_view fields = {});
  /// Without a length, the body ends with the connection.
  Task<bool> begin(std::string_view status, std::string_view type, std::optional<std::uint64_t> length,
                   std::string_view fields = {});
  Task<bool> write(std::string_view bytes);
  /// Waits, between two parts of the body.
  Task<bool> pause(std::chrono::nanoseconds time);
  /// The request was HEAD: no body is to be written.
  bool is_head() const noexcept;

 private:
  ServerConnection& connection_;
  http::ServerSide& side_;
  std::chrono::steady_clock::time_point& last_moved_;
};

struct HttpServerOptions {
  /// Beyond this number, a new connection takes the place of the one that has been silent for longest.
  std::size_t most_connections = std::numeric_limits<std::size_t>::max();
  /// A connection is closed when no byte has moved for this time; 0: never.
  std::chrono::nanoseconds most_silence{0};
};

/// Serves on a thread of its own until it is destroyed.
class HttpServer {
 public:
  /// Called on the server's thread, for requests of all connections. False: the connection is closed.
  using Handler = std::function<Task<bool>(const HttpRequest&, HttpResponder&)>;

  /// `name` and `address` as for parse_address(). Throws UsageError for a malformed address, StartError if it cannot
  /// listen there.
  HttpServer(std::string_view name, std::string_view address, Handler handler, const HttpServerOptions& options = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The requested port, or the one that the kernel chose for 0.
  std::uint16_t port() const noexcept;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace gor::net
