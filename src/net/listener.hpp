// SPDX-License-Identifier: Apache-2.0
// A listening socket.
#pragma once

#include <functional>
#include <string_view>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/connection.hpp"

namespace gor::net {

using ServerSocket = Socket;

/// Everything but the constructor on the io thread.
class Listener {
 public:
  /// Listens at once, but accepts nothing before start(). `name` and `address` as for parse_address(); an empty host
  /// means every interface. Throws UsageError, or StartError if it cannot listen there.
  Listener(boost::asio::io_context& io, std::string_view name, std::string_view address);

  std::uint16_t port() const;
  /// Calls `take` with each connection until stop(). The sockets are non-blocking and have TCP_NODELAY set. Out of
  /// descriptors, it calls `make_room` and tries again after a moment.
  void start(
      std::function<void(ServerSocket)> take, std::function<void()> make_room = [] {});
  /// Connections that are established by now are still accepted.
  void stop();

 private:
  Task<void> accept();
  void hand_over(ServerSocket socket);

  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
  boost::asio::io_context& io_;
  Acceptor acceptor_;
  Timer pause_;
  std::function<void(ServerSocket)> take_;
  std::function<void()> make_room_;
};

}  // namespace gor::net
