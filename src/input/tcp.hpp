// SPDX-License-Identifier: Apache-2.0
// An input for records from other gors (--output-tcp), over TCP or TLS.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/memory_budget.hpp"
#include "net/tls_files.hpp"

namespace gor {

struct TcpInputOptions {
  std::string address = {};  ///< ":port", "host:port"
  bool acknowledge = false;  ///< confirm messages that all outputs are done with, to senders that ask for it
  bool secure = false;       ///< TLS, which needs a certificate; implied by any of the files
  net::TlsFiles files = {};  ///< with authorities, clients must present a certificate
  std::size_t message_limit = 5u << 20;
  std::size_t most_connections = 10'000;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for received messages that were not read yet
};

/// Listens from the start. Messages are passed on exactly as sent. Not passed on are a record cut off by the end of its
/// connection (the sender sends it again) and anything that is not a record: metrics "half records" and "damaged
/// records". While read() is not called, nothing more is received. stop() shuts down its direction of each connection,
/// so that the sender finishes its message and leaves; what arrives until then is passed on. A sender that acknowledges
/// gets confirmations until the input is destroyed, after the outputs; messages that it sends again are recognised:
/// metric "duplicates". Throws UsageError and StartError.
std::unique_ptr<Input> make_tcp_input(const TcpInputOptions& options, StationMetrics& station);

}  // namespace gor
