// SPDX-License-Identifier: Apache-2.0
#include "net/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <tuple>

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/write.hpp>

#include "net/keep_alive.hpp"

namespace gor::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

Endpoint plain_endpoint(const asio::ip::tcp::endpoint& endpoint) {
  return {IpAddress::of(endpoint.data()).value_or(IpAddress()), endpoint.port()};
}

tcp_info info_of(int descriptor) noexcept {
  tcp_info info{};
  socklen_t size = sizeof info;
  getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size);
  return info;
}

}  // namespace

Connection::Connection(asio::io_context& io, Url origin, asio::ssl::context* tls, Verify verify, OwnConnections* own)
    : origin_(std::move(origin)),
      tls_context_(tls),
      verify_(verify),
      own_(own),
      socket_(io.get_executor()),
      writing_ends_(io.get_executor()) {}

Task<Connection::Opening> Connection::open(std::vector<IpAddress> addresses) {
  close();
  expired_ = false;
  Opening opening = Opening::refused;
  for (const IpAddress& address : addresses) {
    if (expired_) break;
    error_code ignored;
    socket_.close(ignored);
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.text()), origin_.port);
    const auto [error] = co_await socket_.async_connect(endpoint, kAwait);
    opening = opening_after(error);
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
  if (!open_) co_return opening;
  if (tls_context_ == nullptr || co_await shake_hands()) co_return Opening::done;
  opening = expired_ ? Opening::timeout : Opening::tls;
  close();
  co_return opening;
}

Connection::Opening Connection::opening_after(const error_code& error) const noexcept {
  if (error == boost::system::errc::address_not_available) return Opening::no_ports;
  if (error == asio::error::no_descriptors) return Opening::descriptors;
  return expired_ ? Opening::timeout : Opening::refused;
}

Task<bool> Connection::shake_hands() {
  tls_.emplace(socket_, *tls_context_);
  if (!expect_host(tls_->native_handle(), origin_.host, verify_)) {
    tls_failure_ = "no name that a certificate can have";
    co_return false;
  }
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
  if (error) tls_failure_ = why_handshake_failed(tls_->native_handle(), error);
  co_return !error;
}

Connection::Io Connection::write_at_once(const Pieces& pieces) {
  Io io;
  if (tls_) return io;
  if (pieces[1].size() == 0) {
    io.bytes = socket_.write_some(pieces[0], io.error);
  } else {
    io.bytes = socket_.write_some(pieces, io.error);
  }
  if (io.error == asio::error::would_block) io.error = {};
  return io;
}

void Connection::start_writing(const Pieces& pieces) {
  writing_ = true;
  const auto ended = [this](const error_code& error, std::size_t bytes) {
    writing_ = false;
    written_ = bytes;
    is_written_ = !error;
    writing_ends_.cancel();
  };
  if (tls_) {
    asio::async_write(*tls_, pieces, ended);
  } else {
    asio::async_write(socket_, pieces, ended);
  }
}

Task<bool> Connection::end_of_writing() {
  while (writing_) {
    writing_ends_.expires_at(Clock::time_point::max());
    co_await writing_ends_.async_wait(kAwait);
  }
  if (!open_) tls_.reset();
  co_return is_written_;
}

Task<std::size_t> Connection::write_all(asio::const_buffer bytes) {
  const Io start = write_at_once({bytes, asio::const_buffer()});
  if (start.error || start.bytes == bytes.size()) co_return start.bytes;
  start_writing({bytes + start.bytes, asio::const_buffer()});
  co_await end_of_writing();
  co_return start.bytes + written_;
}

std::size_t Connection::unacknowledged() const noexcept {
  if (!socket_.is_open()) return unacknowledged_;
  int bytes = 0;
  return ioctl(descriptor(), SIOCOUTQ, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

// Asio's accessor is not const.
int Connection::descriptor() const noexcept {
  return const_cast<Socket&>(socket_).native_handle();
}

void Connection::give_up_silence_after(std::chrono::seconds time) noexcept {
  silence_ = time;
  heard_at_ = Clock::now();
  is_silent_ = false;
  // For an idle connection. TCP_USER_TIMEOUT would also end one whose peer has no room.
  constexpr int kProbes = 3;
  const auto between = std::max(std::chrono::seconds(1), time / (kProbes + 1));
  keep_alive(descriptor(), between, between, kProbes);
}

void Connection::look_for_silence(Clock::time_point now) noexcept {
  next_look_ = now + std::chrono::milliseconds(500);
  if (!socket_.is_open()) return;
  const tcp_info info = info_of(descriptor());
  // Probes of a closed window come ever more rarely: one without an answer so far proves nothing.
  const bool waits = info.tcpi_unacked > 0 || info.tcpi_probes > 2;
  const Clock::time_point last_acknowledgement = now - std::chrono::milliseconds(info.tcpi_last_ack_recv);
  heard_at_ = waits ? std::max(heard_at_, last_acknowledgement) : now;
  if (now - heard_at_ < silence_) return;
  is_silent_ = true;
  interrupt();
}

bool Connection::is_broken() const noexcept {
  if (is_silent_ || !socket_.is_open()) return is_silent_;
  return info_of(descriptor()).tcpi_state == TCP_CLOSE;
}

bool Connection::has_unread() noexcept {
  char byte;
  const auto size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

Task<Connection::Io> Connection::read_some(asio::mutable_buffer buffer) {
  Io io;
  std::tie(io.error, io.bytes) = co_await read_plainly(buffer);
  co_return io;
}

void Connection::check(Clock::time_point now) {
  if (silence_.count() > 0 && now >= next_look_) look_for_silence(now);
  if (now < deadline_) return;
  expired_ = true;
  interrupt();
}

void Connection::interrupt() noexcept {
  error_code ignored;
  unacknowledged_ = unacknowledged();
  socket_.close(ignored);
}

void Connection::close() noexcept {
  error_code ignored;
  silence_ = {};
  socket_.close(ignored);
  if (!writing_) tls_.reset();  // otherwise when writing ends
  open_ = false;
  if (registered_) own_->closed(registered_->first, registered_->second);
  registered_.reset();
}

}  // namespace gor::net
