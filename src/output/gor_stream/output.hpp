// SPDX-License-Identifier: Apache-2.0
// An output that sends messages to another gor over several connections, and keeps them while it is away.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "net/own_connections.hpp"
#include "net/tls_files.hpp"
#include "net/url.hpp"

namespace gor {

struct GorStreamOptions {
  net::Url url = {};
  bool websocket = false;    ///< else records in sequence
  unsigned workers = 10;     ///< number of connections
  bool sticky = false;       ///< all messages of an id use the same connection
  bool acknowledge = false;  ///< the receiver confirms what it is done with; unconfirmed messages are sent again
  bool skip_verify = false;
  net::TlsFiles files = {};
  std::uint64_t buffer = std::uint64_t{64} << 20;  ///< bytes that wait while the receiver is away or slow
  std::chrono::seconds silence{30};                ///< a peer that acknowledges nothing for this time is gone
};

/// - Messages wait in one queue, from which each open connection takes as fast as it can send. A sticky message waits
///   for its own connection, whose queue is limited to its share of the buffer.
/// - When a connection breaks, messages that were not written completely are written again over another one. Messages
///   that were written and may not have arrived count in metric "unconfirmed".
/// - When the receiver announces that it leaves, the connection ends after a complete message. At the end all
///   connections stay until no message is left.
/// - Acknowledged messages stay in the buffer until they are confirmed, and count as out then. Replayed responses are
///   ignored.
/// Throws StartError for files that cannot be used.
std::unique_ptr<Output> make_gor_stream_output(const GorStreamOptions& options, StationMetrics& station,
                                               net::OwnConnections* own);

}  // namespace gor
