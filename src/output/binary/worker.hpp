// SPDX-License-Identifier: Apache-2.0
// The connection of a recorded session to the target of a binary output.
#pragma once

#include <chrono>
#include <utility>

#include "net/target_connection.hpp"
#include "output/binary/answer.hpp"
#include "output/session_queues.hpp"

namespace gor {

/// Used on the io thread only.
struct BinaryWorker {
  using Clock = std::chrono::steady_clock;

  BinaryWorker(boost::asio::io_context& io, net::Resolver& resolver, const net::Url& target, net::OwnConnections* own,
               Answer empty_answer)
      : connection(io, resolver, target, nullptr, net::Verify::nothing, own),
        wake(io),
        answer(std::move(empty_answer)) {}

  bool is_open() const { return connection.is_open(); }
  /// Ends operations whose time is over.
  void check(Clock::time_point now) { connection.check(now); }
  /// The reader closes the connection soon.
  void close() {
    if (!is_reading) return;
    is_leaving = true;
    connection.interrupt();
  }
  /// Ends all operations.
  void cut() {
    connection.cut();
    wake.cancel();
  }
  /// Makes it look at its state again.
  void look() {
    connection.wake();
    wake.cancel();
  }

  net::TargetConnection connection;
  net::Timer wake;
  Answer answer;
  bool is_reading = false;   ///< a coroutine reads from the connection, until it closes it
  bool is_leaving = false;   ///< close() was called
  bool has_reached = false;  ///< the last request had a connection
  bool is_asking = false;    ///< what comes belongs to `answer`
  SessionQueues<BinaryWorker>::SessionQueue* queue = nullptr;  ///< of the session that it serves
};

}  // namespace gor
