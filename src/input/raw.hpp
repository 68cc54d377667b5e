// SPDX-License-Identifier: Apache-2.0
// HTTP messages captured from the network, live or from a capture file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "capture/decode.hpp"
#include "capture/flow_table.hpp"
#include "capture/live.hpp"
#include "net/own_connections.hpp"

namespace gor {

struct RawInputOptions {
  std::string file = {};                         ///< a capture file; empty: live
  std::optional<std::uint16_t> vxlan_port = {};  ///< live: of VXLAN datagrams; empty: from interfaces
  capture::LiveOptions live = {};
  capture::DecodeOptions decode = {};
  capture::FlowTableOptions flows = {};
};

/// Opens the interfaces or the file; throws StartError or UsageError. All work is done on the thread that calls read().
/// `own` may be null; it and `station` must outlive the input.
std::unique_ptr<Input> make_raw_input(RawInputOptions options, StationMetrics& station, const net::OwnConnections* own);

}  // namespace gor
