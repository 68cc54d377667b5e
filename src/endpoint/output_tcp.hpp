// SPDX-License-Identifier: Apache-2.0
// --output-tcp: records to other gors over TCP.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "net/address.hpp"
#include "output/tcp.hpp"

namespace gor::endpoint {

class TcpOutputs final : public OutputKind {
 public:
  TcpOutputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;
  bool is_sink() const override { return false; }

  std::chrono::nanoseconds stats_interval() const override {
    return shows_stats_ ? std::chrono::nanoseconds(std::chrono::seconds(5)) : std::chrono::nanoseconds(0);
  }

 private:
  TcpOutputOptions common_;
  bool shows_stats_ = false;
  std::vector<net::Address> addresses_;
};

}  // namespace gor::endpoint
