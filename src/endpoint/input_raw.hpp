// SPDX-License-Identifier: Apache-2.0
// --input-raw: captures, live or from capture files.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "capture/address.hpp"
#include "endpoint/endpoint.hpp"
#include "input/raw.hpp"
#include "kubernetes/selection.hpp"

namespace gor::endpoint {

class RawInputs final : public InputKind {
 public:
  RawInputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  Inputs make(std::size_t index, const Context& context, StationMetrics& station) override;
  std::string_view flag_for_responses() const override;
  std::string_view flag_without_http() const override {
    return protocol_ == "binary" ? "--input-raw-protocol binary" : "";
  }

  std::vector<int> capabilities() const override;

  /// The parsed values, after check().
  const std::vector<capture::CaptureAddress>& captures() const noexcept { return captures_; }
  const RawInputOptions& common() const noexcept { return common_; }

 private:
  void check_vxlan() const;
  capture::CaptureAddress select_pods(const std::string& value, capture::Engine engine);

  RawInputOptions options_of(std::size_t index, const Context& context) const;

  RawInputOptions common_;
  std::size_t threads_ = 1;
  std::string engine_ = "libpcap";  ///< raw_socket and af_packet are aliases
  std::string protocol_ = "http";
  std::uint16_t vxlan_port_ = 4789;
  std::vector<std::string> networks_;
  bool overrides_snaplen_ = false;
  std::vector<capture::CaptureAddress> captures_;
  std::map<std::size_t, kubernetes::Selection> selections_;  ///< by the index of the capture
};

}  // namespace gor::endpoint
