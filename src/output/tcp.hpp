// SPDX-License-Identifier: Apache-2.0
// An output that sends messages to another gor (--input-tcp), as records over TCP or TLS.
#pragma once

#include <memory>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "net/address.hpp"
#include "output/gor_stream/output.hpp"

namespace gor {

struct TcpOutputOptions {
  net::Address address = {};  ///< without a host: localhost
  bool secure = false;        ///< TLS; implied by any of the stream's files
  GorStreamOptions stream = {};
};

/// As make_gor_stream_output().
std::unique_ptr<Output> make_tcp_output(const TcpOutputOptions& options, StationMetrics& station,
                                        net::OwnConnections* own);

}  // namespace gor
