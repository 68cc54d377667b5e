// SPDX-License-Identifier: Apache-2.0
// --output-binary: replays the bytes of requests to servers of any protocol.
#pragma once

#include <chrono>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "net/url.hpp"
#include "output/binary.hpp"

namespace gor::endpoint {

class BinaryOutputs final : public OutputKind {
 public:
  BinaryOutputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;
  bool is_sink() const override { return false; }
  bool can_respond() const override { return true; }
  bool tracks_responses() const override { return common_.track_response; }
  std::chrono::nanoseconds timeout() const override { return common_.timeout; }

  /// The parsed values, after check().
  const std::vector<net::Url>& urls() const noexcept { return urls_; }

 private:
  BinaryOutputOptions common_;
  std::vector<net::Url> urls_;
};

}  // namespace gor::endpoint
