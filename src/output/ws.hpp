// SPDX-License-Identifier: Apache-2.0
// An output that sends messages over WebSocket, each record without its separator as a binary message.
#pragma once

#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "output/gor_stream/output.hpp"

namespace gor {

struct WsOutputOptions {
  std::string address = {};  ///< ws:// or wss://; user info becomes Basic authorization
  GorStreamOptions stream = {};
};

/// As make_gor_stream_output(); throws UsageError for anything that is not a WebSocket URL.
std::unique_ptr<Output> make_ws_output(const WsOutputOptions& options, StationMetrics& station,
                                       net::OwnConnections* own);

}  // namespace gor
