// SPDX-License-Identifier: Apache-2.0
// --output-null: discards messages.
#pragma once

#include "endpoint/endpoint.hpp"
#include "output/null.hpp"

namespace gor::endpoint {

class NullOutput final : public OutputKind {
 public:
  NullOutput() : OutputKind({"output-null", "", "discard messages"}) {}

  std::unique_ptr<Output> make(std::size_t, const Context&, StationMetrics& station, StationMetrics*) override {
    return make_null_output(station);
  }
};

}  // namespace gor::endpoint
