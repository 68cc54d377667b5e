// SPDX-License-Identifier: Apache-2.0
// An output that sends messages over WebSocket, each record without its separator as a binary message.
#pragma once

#include <memory>
#include <string_view>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "net/url.hpp"
#include "output/gor_stream/output.hpp"

namespace gor {

struct WsOutputOptions {
  net::Url url = {};  ///< user info becomes Basic authorization
  GorStreamOptions stream = {};
};

/// Parses ws:// and wss:// URLs; the default scheme is ws. Throws UsageError that names --output-ws.
net::Url parse_ws_url(std::string_view text);

/// As make_gor_stream_output().
std::unique_ptr<Output> make_ws_output(const WsOutputOptions& options, StationMetrics& station,
                                       net::OwnConnections* own);

}  // namespace gor
