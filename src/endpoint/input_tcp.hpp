// SPDX-License-Identifier: Apache-2.0
// --input-tcp: records from other gors over TCP.
#pragma once

#include "endpoint/listening.hpp"
#include "input/tcp.hpp"

namespace gor::endpoint {

class TcpInputs final : public ListeningInputs<TcpInputOptions> {
 public:
  TcpInputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  Inputs make(std::size_t index, const Context& context, StationMetrics& station) override;
};

}  // namespace gor::endpoint
