// SPDX-License-Identifier: Apache-2.0
// An output that replays requests to an HTTP server over keep-alive connections, on one thread or several.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "net/own_connections.hpp"
#include "net/url.hpp"

namespace gor {

struct HttpOutputOptions {
  net::Url url = {};
  std::uint16_t number = 0;  ///< marks the responses if there are several such outputs (Message::output)
  /// Maximum number of connections; 0 and -1: up to 256 (10,000 by session) and the descriptor limit - 64.
  std::int64_t workers = 0;
  std::size_t workers_min = 1;
  std::size_t threads = 1;       ///< each has its part of the connections and of the queue; none without a connection
  std::size_t queue_len = 1000;  ///< by session: of each thread
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(256u << 20);  ///< for messages that wait or are in flight
  std::chrono::nanoseconds worker_timeout = std::chrono::seconds(2);
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);
  bool by_session = false;  ///< a connection per recorded session, on one thread, whose requests keep their order
  std::chrono::nanoseconds session_timeout = std::chrono::seconds(120);  ///< of its idle connection
  unsigned redirects = 0;
  std::size_t response_buffer = 100u << 10;  ///< how much of a tracked response's body is kept
  bool track_response = false;
  bool skip_verify = false;
  bool original_host = false;  ///< keep Host, also one that the modifier has set
};

/// Starts its threads. `responses_station` counts the replayed responses; required if track_response is set. Both
/// stations and `own` (may be null) must outlive the output. Throws StartError if TLS or a thread cannot start.
std::unique_ptr<Output> make_http_output(const HttpOutputOptions& options, StationMetrics& station,
                                         net::OwnConnections* own, StationMetrics* responses_station = nullptr);

}  // namespace gor
