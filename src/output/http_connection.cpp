// SPDX-License-Identifier: Apache-2.0
#include "output/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace gor {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kBufferSize = std::size_t{64} * 1024;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<HttpExecutor>{});

asio::ip::tcp::endpoint asio_endpoint(const net::IpAddress& address, std::uint16_t port) {
  if (address.is_v4()) {
    asio::ip::address_v4::bytes_type octets;
    std::memcpy(octets.data(), &address.bytes[12], octets.size());
    return {asio::ip::address_v4(octets), port};
  }
  asio::ip::address_v6::bytes_type octets;
  std::memcpy(octets.data(), address.bytes.data(), octets.size());
  return {asio::ip::address_v6(octets), port};
}

/// Head and body, without the first `written` bytes.
std::array<asio::const_buffer, 2> buffers_of(const PreparedRequest& request, std::size_t written) {
  const std::size_t of_head = std::min(written, request.head.size());
  return {asio::buffer(request.head) + of_head, asio::buffer(request.body) + (written - of_head)};
}

net::Endpoint plain_endpoint(const asio::ip::tcp::endpoint& endpoint) {
  if (endpoint.address().is_v4()) {
    return {net::IpAddress::v4(endpoint.address().to_v4().to_bytes().data()), endpoint.port()};
  }
  return {net::IpAddress::v6(endpoint.address().to_v6().to_bytes().data()), endpoint.port()};
}

}  // namespace

HttpConnection::HttpConnection(asio::io_context& io, net::Url origin, asio::ssl::context* tls, net::Verify verify,
                               net::OwnConnections* own)
    : origin_(std::move(origin)),
      tls_context_(tls),
      verify_(verify),
      own_(own),
      socket_(io.get_executor()),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferSize)) {}

HttpConnection::~HttpConnection() {
  close();
}

HttpTask<HttpOutcome> HttpConnection::open(std::vector<net::IpAddress> addresses) {
  close();
  expired_ = used_ = false;
  HttpOutcome outcome = HttpOutcome::connect;
  for (const net::IpAddress& address : addresses) {
    if (expired_) break;
    error_code ignored;
    socket_.close(ignored);
    const auto endpoint = asio_endpoint(address, origin_.port);
    auto [error] = co_await socket_.async_connect(endpoint, kAwait);
    outcome = expired_ ? HttpOutcome::timeout : HttpOutcome::connect;
    if (error == boost::system::errc::address_not_available || error == asio::error::no_descriptors) {
      outcome = HttpOutcome::no_ports;
    }
    if (error) continue;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    if (own_ != nullptr) {
      registered_ = {plain_endpoint(socket_.local_endpoint(ignored)), plain_endpoint(endpoint)};
      own_->opened(registered_->first, registered_->second);
    }
    open_ = true;
    break;
  }
  if (open_ && tls_context_ != nullptr) {
    tls_.emplace(socket_, *tls_context_);
    error_code error = asio::error::invalid_argument;
    if (net::expect_host(tls_->native_handle(), origin_.host, verify_)) {
      std::tie(error) = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
    }
    if (error) {
      outcome = expired_ ? HttpOutcome::timeout : HttpOutcome::tls;
      close();
    }
  }
  co_return open_ ? HttpOutcome::answered : outcome;
}

HttpTask<HttpOutcome> HttpConnection::exchange(const PreparedRequest& request, std::size_t keep_body,
                                               HttpResponse& response) {
  const bool was_used = std::exchange(used_, true);
  response.bytes.truncate(0);
  IoResult io = write_at_once(request);
  if (!io.error && io.bytes < request.size()) io = co_await write_rest(request, io.bytes);
  http::Framer framer(http::Side::response, http::Framer::kMaxHead);
  bool any_byte = false;
  // A write that fails may still have an answer: servers refuse a body early and close.
  while (true) {
    auto step = framer.feed(unread_, response.bytes);
    if (step == http::Framer::Step::head) {
      response.status = framer.status();
      if (request.is_head()) framer.set_no_body();
      framer.limit_body(keep_body);
      continue;
    }
    if (step == http::Framer::Step::complete && response.status < 200 && response.status != 101) {
      response.bytes.truncate(0);
      framer = http::Framer(http::Side::response, http::Framer::kMaxHead);
      if (expired_) co_return HttpOutcome::timeout;
      continue;
    }
    if (step == http::Framer::Step::complete) break;
    if (step == http::Framer::Step::invalid) {
      close();
      co_return HttpOutcome::bad_response;
    }
    const auto buffer = asio::buffer(buffer_.get(), kBufferSize);
    const auto [error, bytes] = tls_ ? co_await tls_->async_read_some(buffer, kAwait)  //
                                     : co_await socket_.async_read_some(buffer, kAwait);
    unread_ = {buffer_.get(), bytes};
    any_byte = any_byte || bytes > 0;
    if (!error) continue;
    // Many TLS servers leave without a close_notify; whether all has come is told by the framing.
    const bool is_end = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
    const bool is_whole = is_end && framer.ends_with_stream() && !expired_;
    close();
    if (is_whole) co_return HttpOutcome::answered;
    if (!any_byte && was_used && !expired_) co_return HttpOutcome::closed_early;
    co_return expired_ ? HttpOutcome::timeout : HttpOutcome::reset;
  }
  if (io.error || !framer.keeps_alive() || response.status == 101 || !unread_.empty()) close();
  co_return HttpOutcome::answered;
}

// Most requests fit into the socket's buffer: that needs no turn of the event loop.
HttpConnection::IoResult HttpConnection::write_at_once(const PreparedRequest& request) {
  IoResult result;
  if (tls_) return result;
  if (request.body.empty()) {
    result.bytes = socket_.write_some(asio::buffer(request.head), result.error);
  } else {
    result.bytes = socket_.write_some(buffers_of(request, 0), result.error);
  }
  if (result.error == asio::error::would_block) result.error = {};
  return result;
}

HttpTask<HttpConnection::IoResult> HttpConnection::write_rest(const PreparedRequest& request, std::size_t written) {
  IoResult result;
  if (tls_) {
    std::tie(result.error, result.bytes) = co_await asio::async_write(*tls_, buffers_of(request, written), kAwait);
  } else {
    std::tie(result.error, result.bytes) = co_await asio::async_write(socket_, buffers_of(request, written), kAwait);
  }
  co_return result;
}

void HttpConnection::check(Clock::time_point now) {
  if (now < deadline_) return;
  expired_ = true;
  error_code ignored;
  socket_.close(ignored);
}

void HttpConnection::close() noexcept {
  error_code ignored;
  socket_.close(ignored);
  tls_.reset();
  unread_ = {};
  open_ = false;
  if (registered_) own_->closed(registered_->first, registered_->second);
  registered_.reset();
}

}  // namespace gor
