// SPDX-License-Identifier: Apache-2.0
// One connection of an output to another gor, and what is to go over it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "gor/message.hpp"

#include "base/queue.hpp"
#include "net/backoff.hpp"
#include "output/stream/in_flight.hpp"
#include "output/stream/link.hpp"
#include "record/receiver_lines.hpp"

namespace gor {

/// Everything on the io thread.
struct RecordWorker {
  RecordWorker(boost::asio::io_context& io, std::unique_ptr<RecordLink> over) : link(std::move(over)), wake(io) {}

  bool has_unsent() const { return sent < taken.size(); }
  net::Connection& connection() { return link->connection(); }
  bool is_open() const { return link->connection().is_open(); }

  const std::unique_ptr<RecordLink> link;
  net::Timer wake;
  net::Backoff backoff;
  std::chrono::steady_clock::time_point opened_at;
  Queue<Message>::Items line;  ///< what waits for this connection alone
  std::size_t line_bytes = 0;
  Queue<Message>::Items taken;  ///< what is written to it; first those that were sent and are not confirmed
  std::size_t taken_bytes = 0;
  std::size_t sent = 0;  ///< of those
  std::string bytes;     ///< of the batch that is written
  InFlight in_flight;    ///< where messages are not acknowledged

  // Where they are:
  const std::string stream = fmt::format("{:08x}{:08x}", std::random_device()(), std::random_device()());
  std::uint64_t first_number = 1;  ///< of the first that is taken

  ReceiverLines said;       ///< on this connection
  bool is_watched = false;  ///< somebody waits for what the other side says
  bool has_left = false;    ///< it has ended its direction, or the connection
  bool is_broken = false;   ///< not in order: what was sent last may not have arrived
};

}  // namespace gor
