// SPDX-License-Identifier: Apache-2.0
#include "net/server_connection.hpp"

#include <array>
#include <string_view>
#include <tuple>

#include <boost/asio/write.hpp>

#include "net/tls.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

}  // namespace

IpAddress ServerConnection::peer() const {
  error_code ignored;
  const auto endpoint = socket_.remote_endpoint(ignored);
  return IpAddress::of(endpoint.data()).value_or(IpAddress());
}

// Reads no byte beyond the header: peeks first.
Task<ProxyHeader::Step> ServerConnection::take_proxy_header(ProxyHeader& header) {
  std::array<char, 256> bytes;
  auto step = ProxyHeader::Step::need_more;
  while (step == ProxyHeader::Step::need_more) {
    auto [error] = co_await socket_.async_wait(asio::socket_base::wait_read, kAwait);
    if (error) co_return step;
    const std::size_t size = socket_.receive(asio::buffer(bytes), asio::socket_base::message_peek, error);
    if (error == asio::error::would_block) continue;
    if (error || size == 0) co_return step;
    std::string_view piece(bytes.data(), size);
    step = header.feed(piece);
    socket_.receive(asio::buffer(bytes, size - piece.size()), 0, error);
  }
  co_return step;
}

Task<bool> ServerConnection::shake_hands(asio::ssl::context* tls) {
  if (tls == nullptr) co_return true;
  tls_.emplace(socket_, *tls);
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, kAwait);
  if (error) failure_ = why_handshake_failed(tls_->native_handle(), error);
  co_return !error;
}

Task<Io> ServerConnection::read_some(asio::mutable_buffer buffer) {
  Io io;
  if (tls_) {
    std::tie(io.error, io.bytes) = co_await tls_->async_read_some(buffer, kAwait);
    co_return io;
  }
  std::tie(io.error) = co_await socket_.async_wait(asio::socket_base::wait_read, kAwait);
  if (io.error) co_return io;
  io.bytes = socket_.read_some(buffer, io.error);
  if (io.error == asio::error::would_block) io.error = {};
  co_return io;
}

Task<bool> ServerConnection::write(asio::const_buffer bytes) {
  error_code error;
  if (tls_) {
    std::tie(error, std::ignore) = co_await asio::async_write(*tls_, bytes, kAwait);
    co_return !error;
  }
  // Most responses fit, and need no turn of the event loop.
  bytes += socket_.write_some(bytes, error);
  if (error && error != asio::error::would_block) co_return false;
  if (bytes.size() == 0) co_return true;
  std::tie(error, std::ignore) = co_await asio::async_write(socket_, bytes, kAwait);
  co_return !error;
}

bool ServerConnection::has_unread() const {
  error_code error;
  return socket_.available(error) > 0;
}

void ServerConnection::end_direction() noexcept {
  error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

void ServerConnection::cancel() noexcept {
  error_code ignored;
  socket_.cancel(ignored);
}

void ServerConnection::close() noexcept {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace gor::net
