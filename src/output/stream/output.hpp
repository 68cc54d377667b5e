// SPDX-License-Identifier: Apache-2.0
// Sends messages to another gor over several connections, and keeps them while it is away.
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

struct RecordStreamOptions {
  net::Url url = {};
  bool websocket = false;    ///< else records one behind the other
  unsigned workers = 10;     ///< connections
  bool sticky = false;       ///< all messages of an id go over the same one
  bool acknowledge = false;  ///< the other side confirms what it is done with; what is not confirmed is sent again
  bool skip_verify = false;
  net::TlsFiles files = {};
  std::uint64_t buffer = std::uint64_t{64} << 20;  ///< bytes that wait while the other side is away or slow
  std::chrono::seconds silence{30};                ///< a peer that acknowledges nothing for that long is gone
  bool stats = false;
  std::chrono::milliseconds stats_interval = std::chrono::seconds(5);
};

/// All connections send what waits in one line, each as fast as it can; sticky messages wait for theirs, which gets no
/// more than its share of the buffer. What could not be written when a connection broke, and the message that was being
/// written, is written again whole on another. The connections end together, once nothing is left. What was written and
/// may not have arrived is the figure "unconfirmed". When the other side says that it is leaving the connection ends
/// behind a whole message. Where messages are acknowledged they stay in the buffer, and count as out, once they are
/// confirmed. Replayed responses are ignored. Throws StartError for files that cannot be used.
std::unique_ptr<Output> make_record_stream_output(const RecordStreamOptions& options, Station& station,
                                                  net::OwnConnections* own);

}  // namespace gor
