// SPDX-License-Identifier: Apache-2.0
// --output-http: replays to HTTP servers.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "net/url.hpp"
#include "output/http.hpp"

namespace gor::endpoint {

class HttpOutputs final : public OutputKind {
 public:
  HttpOutputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::string shown(std::size_t index) const override;
  bool needs_http() const override { return true; }
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;
  bool is_sink() const override { return false; }
  bool can_respond() const override { return true; }
  bool tracks_responses() const override { return common_.track_response; }
  std::chrono::nanoseconds timeout() const override { return common_.timeout; }
  std::chrono::nanoseconds stats_interval() const override {
    return shows_stats_ ? std::chrono::nanoseconds(stats_interval_) : std::chrono::nanoseconds(0);
  }

  /// The parsed values, after check().
  const std::vector<net::Url>& urls() const noexcept { return urls_; }
  /// Whether an instance leaves the Host header unchanged.
  bool keeps_host(std::size_t index, const cli::Settings& settings) const;
  const HttpOutputOptions& common() const noexcept { return common_; }

 private:
  HttpOutputOptions common_;
  bool shows_stats_ = false;
  std::chrono::milliseconds stats_interval_ = std::chrono::seconds(5);
  std::vector<net::Url> urls_;
};

}  // namespace gor::endpoint
