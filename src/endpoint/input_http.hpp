// SPDX-License-Identifier: Apache-2.0
// --input-http: an HTTP server.
#pragma once

#include "endpoint/listening.hpp"
#include "input/http.hpp"

namespace gor::endpoint {

class HttpInputs final : public ListeningInputs<HttpInputOptions> {
 public:
  HttpInputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  Inputs make(std::size_t index, const Context& context, StationMetrics& station) override;
};

}  // namespace gor::endpoint
