// SPDX-License-Identifier: Apache-2.0
// One connection of an output to another gor, and its messages.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "gor/message.hpp"

#include "base/queue.hpp"
#include "net/backoff.hpp"
#include "output/gor_stream/in_flight.hpp"
#include "output/gor_stream/link.hpp"
#include "record/ack_protocol.hpp"

namespace gor {

/// Used on the io thread only.
struct RecordWorker {
  RecordWorker(boost::asio::io_context& io, std::unique_ptr<RecordLink> over) : link(std::move(over)), wake(io) {}

  bool has_unsent() const { return sent < taken.size(); }
  net::Connection& connection() { return link->connection(); }
  bool is_open() const { return link->connection().is_open(); }

  const std::unique_ptr<RecordLink> link;
  net::Timer wake;
  net::Backoff backoff;
  std::chrono::steady_clock::time_point opened_at;
  Queue<Message>::Items line;  ///< messages that wait for this connection
  std::size_t line_bytes = 0;
  Queue<Message>::Items taken;  ///< messages to write; sent ones that are not confirmed come first
  std::size_t taken_bytes = 0;
  std::size_t sent = 0;  ///< how many of `taken` were sent
  std::string bytes;     ///< the batch being written
  InFlight in_flight;    ///< used without acknowledgement

  // With acknowledgement:
  const std::string stream = fmt::format("{:08x}{:08x}", std::random_device()(), std::random_device()());
  std::uint64_t first_number = 1;  ///< number of the first message in `taken`
  std::set<std::uint64_t> failed;  ///< numbers in `taken` that are to be sent again

  AckParser said;           ///< received on this connection
  bool is_watched = false;  ///< a coroutine reads what the receiver says
  bool has_left = false;    ///< the receiver has shut down its direction, or the connection
  bool is_broken = false;   ///< reset or timed out: the last bytes may not have arrived
};

}  // namespace gor
