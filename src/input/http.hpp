// SPDX-License-Identifier: Apache-2.0
// An HTTP server whose requests become messages: a mirroring proxy or any client can send them.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/memory_budget.hpp"
#include "net/tls_files.hpp"

namespace gor {

struct HttpInputOptions {
  std::string address = {};              ///< ":port", "host:port"
  net::TlsFiles files = {};              ///< with a certificate: TLS
  bool proxy_protocol = false;           ///< each connection begins with a PROXY header
  std::string realip_header = {};        ///< request header set to the client's address; "": none
  std::size_t message_limit = 5u << 20;  ///< larger requests are refused with 413
  std::size_t most_connections = 10'000;
  std::chrono::milliseconds head_timeout = std::chrono::seconds(10);  ///< from its first byte to its last
  std::chrono::milliseconds silence = std::chrono::seconds(30);  ///< within a body, or while responses are not read
  std::chrono::milliseconds idle = std::chrono::seconds(75);     ///< between requests
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for incomplete requests, and
                                                                       /// requests that were not read yet
};

/// Listens from the start. Answers every request with 200 and makes it a message of type request, byte for byte except
/// for an Expect header and the realip header. Requests of one connection share the session in their ids. Refused
/// requests are not messages: metrics "malformed", "too large", "timed out", "turned away" (too many connections, or
/// bytes). stop() refuses new connections and gives open requests about a second to complete. Throws UsageError and
/// StartError.
std::unique_ptr<Input> make_http_input(const HttpInputOptions& options, StationMetrics& station);

}  // namespace gor
