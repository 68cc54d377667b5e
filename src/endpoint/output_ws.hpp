// SPDX-License-Identifier: Apache-2.0
// --output-ws: records to other gors over WebSocket.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "net/url.hpp"
#include "output/ws.hpp"

namespace gor::endpoint {

class WsOutputs final : public OutputKind {
 public:
  WsOutputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::string shown(std::size_t index) const override;
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;
  bool is_sink() const override { return false; }

  std::chrono::nanoseconds stats_interval() const override {
    return shows_stats_ ? std::chrono::nanoseconds(std::chrono::seconds(5)) : std::chrono::nanoseconds(0);
  }

 private:
  WsOutputOptions common_;
  bool shows_stats_ = false;
  std::vector<net::Url> urls_;
};

}  // namespace gor::endpoint
