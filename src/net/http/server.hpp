// SPDX-License-Identifier: Apache-2.0
// A small HTTP/1.x server: a handler answers each request.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/connection.hpp"
#include "net/server_connection.hpp"

namespace gor::http {
class ServerSide;
}

namespace gor::net {

struct HttpRequest {
  std::string_view method;
  std::string_view target;       ///< as sent
  std::uint64_t body_bytes = 0;  ///< of the body, which was read and discarded
};

/// The response to one request: either send(), or begin() and as many bytes as it announced.
class HttpResponder {
 public:
  HttpResponder(ServerConnection& connection, http::ServerSide& side) : connection_(connection), side_(side) {}

  /// `status`: "404 Not Found". False: the connection has failed.
  Task<bool> send(std::string_view status, std::string_view type, std::string_view body);
  Task<bool> begin(std::string_view status, std::string_view type, std::uint64_t length);
  Task<bool> write(std::string_view bytes);
  /// The request was HEAD: no body is to be written.
  bool is_head() const noexcept;

 private:
  ServerConnection& connection_;
  http::ServerSide& side_;
};

/// Serves on a thread of its own until it is destroyed.
class HttpServer {
 public:
  /// Called on the server's thread, for requests of all connections. False: the connection is closed.
  using Handler = std::function<Task<bool>(const HttpRequest&, HttpResponder&)>;

  /// `name` and `address` as for parse_address(). Throws UsageError for a malformed address, StartError if it cannot
  /// listen there.
  HttpServer(std::string_view name, std::string_view address, Handler handler);
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
