// SPDX-License-Identifier: Apache-2.0
// One stream type, as Asio and Beast define it, for plain and TLS connections.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
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

/// The one type of handlers of a protocol's operations: a protocol has dozens, and each would instantiate a TLS stream
/// of its own.
class AnyHandler {
 public:
  template <class Handler>
  explicit AnyHandler(Handler handler) : held_(std::make_unique<Holder<Handler>>(std::move(handler))) {}

  void operator()(boost::system::error_code error, std::size_t bytes) {
    std::exchange(held_, nullptr)->run(error, bytes);
  }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void run(boost::system::error_code error, std::size_t bytes) = 0;
  };
  template <class Handler>
  struct Holder final : Base {
    explicit Holder(Handler of) : handler(std::move(of)) {}
    void run(boost::system::error_code error, std::size_t bytes) override { std::move(handler)(error, bytes); }
    Handler handler;
  };
  std::unique_ptr<Base> held_;
};

/// The first buffers of a sequence, enough for one operation.
template <class Buffer>
using SomeBuffers = std::array<Buffer, 8>;
template <class Buffer, class Buffers>
SomeBuffers<Buffer> first_of(const Buffers& buffers) {
  SomeBuffers<Buffer> some;
  auto* next = some.begin();
  for (auto i = boost::asio::buffer_sequence_begin(buffers); i != boost::asio::buffer_sequence_end(buffers); ++i) {
    if (next == some.end()) break;
    if (const Buffer buffer = *i; buffer.size() > 0) *next++ = buffer;
  }
  return some;
}

/// An AsyncStream. The objects that it refers to must outlive it; handlers run on the io thread.
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
          read_some(first_of<boost::asio::mutable_buffer>(to), AnyHandler(std::move(handler)));
        },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          write_some(first_of<boost::asio::const_buffer>(from), AnyHandler(std::move(handler)));
        },
        token, buffers);
  }

 private:
  void read_some(const SomeBuffers<boost::asio::mutable_buffer>& to, AnyHandler handler) {
    tls_ != nullptr ? tls_->async_read_some(to, std::move(handler)) : socket_.async_read_some(to, std::move(handler));
  }
  void write_some(const SomeBuffers<boost::asio::const_buffer>& from, AnyHandler handler) {
    tls_ != nullptr ? tls_->async_write_some(from, std::move(handler))
                    : socket_.async_write_some(from, std::move(handler));
  }

  Socket& socket_;
  TlsStream* tls_;
};

}  // namespace gor::net
