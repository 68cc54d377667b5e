// SPDX-License-Identifier: Apache-2.0
// An output that replays the bytes of requests to a server, over a connection for each recorded session.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "net/own_connections.hpp"
#include "net/url.hpp"

namespace gor {

struct BinaryOutputOptions {
  net::Url target = {};      ///< of which host and port count
  std::uint16_t number = 0;  ///< marks the responses if there are several such outputs (Message::output)
  /// Maximum number of connections; 0 and less: up to 10,000 and the descriptor limit - 64.
  std::int64_t workers = 0;
  std::size_t queue_len = 1000;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(256u << 20);  ///< for messages that wait or are in flight
  /// For connecting and writing, and for an answer. An answer ends when the server is silent for a fifth of it.
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);
  std::chrono::nanoseconds session_timeout = std::chrono::seconds(120);  ///< of an idle connection
  std::size_t response_buffer = 100u << 10;                              ///< how much of an answer is kept
  bool track_response = false;
  bool debug = false;  ///< log what is sent and received, as a hex view
};

/// The requests of a session are sent in order, each after the answer to the one before. Starts its thread.
/// `responses_station` counts the replayed responses; required if track_response is set. Both stations and `own` (may
/// be null) must outlive the output. Throws StartError if the thread cannot start.
std::unique_ptr<Output> make_binary_output(const BinaryOutputOptions& options, StationMetrics& station,
                                           net::OwnConnections* own, StationMetrics* responses_station = nullptr);

}  // namespace gor
