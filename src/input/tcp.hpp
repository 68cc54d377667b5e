// SPDX-License-Identifier: Apache-2.0
// Receives messages from other gors (--output-tcp), as records over TCP or TLS.
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
  bool acknowledge = false;  ///< tell senders that ask for it what all outputs are done with
  bool secure = false;       ///< TLS, which needs a certificate; also meant by any of the files
  net::TlsFiles files = {};  ///< with authorities, clients need a certificate of theirs
  std::size_t message_limit = 5u << 20;
  std::size_t most_connections = 10'000;
  std::shared_ptr<MemoryBudget> memory = MemoryBudget::of(64u << 20);  ///< for what was received and not read yet
};

/// Listens from the start. What arrives is handed on exactly as it was sent; a record that a connection breaks off is
/// not (the sender sends it again), nor what is no record: figures "half records" and "damaged records". While nobody
/// reads, nothing more is received. stop() ends its direction of each connection, so that a sender of ours finishes its
/// message and leaves; what arrives until then is still handed on. A sender that acknowledges is told until the input
/// is destroyed, after the outputs; what it sends once more is recognised, figure "duplicates". Throws UsageError and
/// StartError.
std::unique_ptr<Input> make_tcp_input(const TcpInputOptions& options, Station& station);

}  // namespace gor
