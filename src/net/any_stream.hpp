// SPDX-License-Identifier: Apache-2.0
// A connection as what Asio and Beast call a stream, plain or with TLS behind one type.
#pragma once

#include <cstddef>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/error_code.hpp>

namespace gor::net {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using TlsStream = boost::asio::ssl::stream<Socket&>;

/// An AsyncStream. What it refers to outlives it.
class AnyStream {
 public:
  using executor_type = Executor;

  /// `tls` is null for plain TCP.
  AnyStream(Socket& socket, TlsStream* tls) : socket_(socket), tls_(tls) {}

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& socket() { return socket_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& to) {
          tls_ != nullptr ? tls_->async_read_some(to, std::move(handler))
                          : socket_.async_read_some(to, std::move(handler));
        },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          tls_ != nullptr ? tls_->async_write_some(from, std::move(handler))
                          : socket_.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

 private:
  Socket& socket_;
  TlsStream* tls_;
};

}  // namespace gor::net
