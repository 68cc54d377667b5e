// SPDX-License-Identifier: Apache-2.0
// One connection from a client: plain or with TLS.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/connection.hpp"
#include "net/listener.hpp"
#include "net/proxy_header.hpp"

namespace gor::net {

/// Everything on the io thread. One may read and one may write at a time.
class ServerConnection {
 public:
  explicit ServerConnection(ServerSocket socket) : socket_(std::move(socket)) {}
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;

  /// The other end's address.
  IpAddress peer() const;
  /// Reads the header that a load balancer sends first, before TLS. `need_more`: the connection ended within it.
  Task<ProxyHeader::Step> take_proxy_header(ProxyHeader& header);
  /// With TLS, unless `tls` is null, which outlives the connection. False: see failure().
  Task<bool> shake_hands(boost::asio::ssl::context* tls);
  const std::string& failure() const noexcept { return failure_; }
  bool is_secure() const noexcept { return tls_.has_value(); }

  /// Without TLS the buffer is not touched before something has come, so that connections may share one; and there may
  /// come nothing without an error.
  Task<Io> read_some(boost::asio::mutable_buffer buffer);
  /// Whether all was written.
  Task<bool> write(boost::asio::const_buffer bytes);
  /// For protocols that others implement.
  AnyStream stream() noexcept { return {socket_, tls_ ? &*tls_ : nullptr}; }
  /// Something has come that was not read.
  bool has_unread() const;
  bool is_open() const noexcept { return socket_.is_open(); }

  /// Ends its direction of TCP; the client's goes on.
  void end_direction() noexcept;
  /// What is under way ends with an error.
  void cancel() noexcept;
  void close() noexcept;

 private:
  ServerSocket socket_;
  std::optional<TlsStream> tls_;
  std::string failure_;
};

}  // namespace gor::net
