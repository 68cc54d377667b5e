// SPDX-License-Identifier: Apache-2.0
// An output that sends messages to another gor (--input-tcp), as records over TCP or TLS.
#pragma once

#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "output/gor_stream/output.hpp"

namespace gor {

struct TcpOutputOptions {
  std::string address = {};  ///< "host:port"
  bool secure = false;       ///< TLS; implied by any of the stream's files
  GorStreamOptions stream = {};
};

/// As make_gor_stream_output(); throws UsageError for a malformed address.
std::unique_ptr<Output> make_tcp_output(const TcpOutputOptions& options, StationMetrics& station,
                                        net::OwnConnections* own);

}  // namespace gor
