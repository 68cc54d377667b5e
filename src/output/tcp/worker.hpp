// SPDX-License-Identifier: Apache-2.0
// One connection of a TCP output, and what is to go over it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "gor/message.hpp"

#include "net/backoff.hpp"
#include "net/connection.hpp"
#include "output/tcp/in_flight.hpp"
#include "record/receiver_lines.hpp"

namespace gor {

/// Everything on the io thread.
struct TcpWorker {
  /// `arguments` of the net::Connection, behind the io_context.
  template <class... Arguments>
  explicit TcpWorker(boost::asio::io_context& io, Arguments&&... arguments)
      : connection(io, std::forward<Arguments>(arguments)...), wake(io) {}

  bool has_unsent() const { return sent < lane.size(); }
  /// Why connection.open() has failed, in words.
  std::string why_not(net::Connection::Opening opening) const {
    using Opening = net::Connection::Opening;
    if (opening == Opening::tls) return "TLS: " + connection.tls_failure();
    if (opening == Opening::timeout) {
      return connection.origin().tls ? "it does not answer; perhaps it does not speak TLS" : "it does not answer";
    }
    if (opening == Opening::descriptors) return "too many open files";
    return opening == Opening::no_ports ? "no local port is free" : "nobody listens there, or the name is not known";
  }

  net::Connection connection;
  net::Timer wake;
  net::Backoff backoff;
  std::deque<Message> lane;  ///< first those that were sent and are not confirmed
  std::size_t lane_bytes = 0;
  std::size_t sent = 0;  ///< of the lane
  std::string bytes;     ///< of the batch that is written
  InFlight in_flight;    ///< where messages are not acknowledged

  // Where they are:
  const std::string stream = fmt::format("{:08x}{:08x}", std::random_device()(), std::random_device()());
  std::uint64_t first_number = 1;  ///< of the lane's first message

  ReceiverLines said;       ///< on this connection
  bool is_watched = false;  ///< somebody waits for what the other side says
  bool has_left = false;    ///< it has ended its direction, or the connection
  bool is_broken = false;   ///< not in order: what was sent last may not have arrived
};

}  // namespace gor
