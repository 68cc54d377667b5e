// SPDX-License-Identifier: Apache-2.0
// One connection from a client, plain or TLS.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/connection.hpp"
#include "net/listener.hpp"
#include "net/proxy_header.hpp"

namespace gor::net {

/// Used on the io thread only. One read and one write may be in flight at a time.
class ServerConnection {
 public:
  explicit ServerConnection(ServerSocket socket) : socket_(std::move(socket)) {}
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;

  /// The client's address.
  IpAddress peer() const;
  /// Reads the PROXY header, which precedes TLS. `need_more`: the connection ended within it.
  Task<ProxyHeader::Step> take_proxy_header(ProxyHeader& header);
  /// Completes the TLS handshake, unless `tls` is null. `tls` must outlive the connection. False: see failure().
  Task<bool> shake_hands(boost::asio::ssl::context* tls);
  const std::string& failure() const noexcept { return failure_; }
  bool is_secure() const noexcept { return tls_.has_value(); }

  /// Without TLS it waits for readability before it touches the buffer, so that connections may share one; and it may
  /// return 0 bytes without an error.
  Task<Io> read_some(boost::asio::mutable_buffer buffer);
  /// True if everything was written.
  Task<bool> write(boost::asio::const_buffer bytes);
  /// The stream, for protocol libraries.
  AnyStream stream() noexcept { return {socket_, tls_ ? &*tls_ : nullptr}; }
  /// Whether unread bytes have arrived.
  bool has_unread() const;
  bool is_open() const noexcept { return socket_.is_open(); }

  /// Shuts down our direction of TCP; the client may still send.
  void end_direction() noexcept;
  /// Makes operations in flight fail.
  void cancel() noexcept;
  void close() noexcept;

 private:
  ServerSocket socket_;
  std::optional<TlsStream> tls_;
  std::string failure_;
};

}  // namespace gor::net
