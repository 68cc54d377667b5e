// SPDX-License-Identifier: Apache-2.0
// One connection to a server: opened when it is needed, one request at a time, the response framed as it comes.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "gor/payload.hpp"

#include "http/framer.hpp"
#include "net/own_connections.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "output/http_request.hpp"

namespace gor {

using HttpExecutor = boost::asio::io_context::executor_type;
template <class Result>
using HttpTask = boost::asio::awaitable<Result, HttpExecutor>;

/// How an attempt ended.
enum class HttpOutcome {
  answered,
  closed_early,  ///< a connection that had been used before was closed before any byte of a response came
  resolve,
  connect,
  timeout,
  reset,
  bad_response,
  no_ports,
  tls,
};

struct HttpResponse {
  int status = 0;
  PayloadBuilder bytes;  ///< head, and as much of the body as was to be kept
};

/// Everything on the io thread.
class HttpConnection {
 public:
  using Clock = std::chrono::steady_clock;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, HttpExecutor>;

  /// `tls` is null for plain HTTP. `own` may be null. They and `io` outlive the connection.
  HttpConnection(boost::asio::io_context& io, net::Url origin, boost::asio::ssl::context* tls, net::Verify verify,
                 net::OwnConnections* own);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  const net::Url& origin() const noexcept { return origin_; }
  bool is_open() const noexcept { return open_; }

  /// Connects to the first of the addresses that answers, and shakes hands.
  HttpTask<HttpOutcome> open(std::vector<net::IpAddress> addresses);
  /// Sends the request and reads its final response, of whose body `keep_body` bytes are kept; overwrites `response`.
  /// Needs is_open().
  HttpTask<HttpOutcome> exchange(const PreparedRequest& request, std::size_t keep_body, HttpResponse& response);

  /// What is under way ends with a timeout when check() is called later than that.
  void set_deadline(Clock::time_point deadline) noexcept { deadline_ = deadline; }
  void check(Clock::time_point now);
  void close() noexcept;

 private:
  struct IoResult {
    boost::system::error_code error;
    std::size_t bytes = 0;
  };
  IoResult write_at_once(const PreparedRequest& request);
  HttpTask<IoResult> write_rest(const PreparedRequest& request, std::size_t written);

  const net::Url origin_;
  boost::asio::ssl::context* const tls_context_;
  const net::Verify verify_;
  net::OwnConnections* const own_;
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
  std::optional<std::pair<net::Endpoint, net::Endpoint>> registered_;  // local, remote
  std::unique_ptr<char[]> buffer_;
  std::string_view unread_;  // of buffer_
  Clock::time_point deadline_ = Clock::time_point::max();
  bool open_ = false;
  bool used_ = false;
  bool expired_ = false;
};

}  // namespace gor
