// SPDX-License-Identifier: Apache-2.0
// --input-dummy: generated traffic.
#pragma once

#include "endpoint/endpoint.hpp"
#include "input/dummy.hpp"

namespace gor::endpoint {

class DummyInputs final : public InputKind {
 public:
  DummyInputs() : InputKind({"input-dummy", "ANY", "generate a request and its response every second"}) {}

  std::unique_ptr<Input> make(std::size_t, const Context&, StationMetrics& station) override {
    return make_dummy_input(station);
  }
};

}  // namespace gor::endpoint
