// SPDX-License-Identifier: Apache-2.0
// --input-dummy: generated traffic.
#pragma once

#include "endpoint/endpoint.hpp"
#include "input/dummy.hpp"

namespace gor::endpoint {

class DummyInputs final : public InputKind {
 public:
  DummyInputs() : InputKind({"input-dummy", "ANY", "generate a request and its response every second"}) {}

  Inputs make(std::size_t, const Context&, StationMetrics& station) override { return only(make_dummy_input(station)); }
};

}  // namespace gor::endpoint
