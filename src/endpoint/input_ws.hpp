// SPDX-License-Identifier: Apache-2.0
// --input-ws: records over WebSocket.
#pragma once

#include "endpoint/listening.hpp"
#include "input/ws.hpp"

namespace gor::endpoint {

class WsInputs final : public ListeningInputs<WsInputOptions> {
 public:
  WsInputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  Inputs make(std::size_t index, const Context& context, StationMetrics& station) override;
};

}  // namespace gor::endpoint
