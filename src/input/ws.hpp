// SPDX-License-Identifier: Apache-2.0
// An input for records over WebSocket (--output-ws): each binary message is a record without its separator.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/memory_budget.hpp"
#include "net/tls_files.hpp"

namespace gor {

struct WsInputOptions {
  std::string address = {};               ///< ":port", "host:port"
  net::TlsFiles files = {};               ///< with a certificate: TLS
  std::vector<std::string> origins = {};  ///< of web pages that may send; programs send no origin
  std::size_t message_limit = 5u << 20;
  std::size_t most_connections = 10'000;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for received messages that were not read yet
};

/// Listens from the start, at any path. Anything that is not a record is ignored: metric "damaged records". While
/// read() is not called, nothing more is received. stop() announces to each sender that the input leaves; what arrives
/// until the sender closes is still passed on. Throws UsageError and StartError.
std::unique_ptr<Input> make_ws_input(const WsInputOptions& options, StationMetrics& station);

}  // namespace gor
