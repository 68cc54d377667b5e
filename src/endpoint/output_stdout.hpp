// SPDX-License-Identifier: Apache-2.0
// --output-stdout: records on stdout.
#pragma once

#include "endpoint/endpoint.hpp"
#include "output/stdout.hpp"

namespace gor::endpoint {

class StdoutOutput final : public OutputKind {
 public:
  StdoutOutput() : OutputKind({"output-stdout", "", "print messages as records"}) {}

  std::vector<cli::FlagGroup> options() override {
    const auto turn_on = [this](const cli::FlagValue&) { set(true); };
    return {{cli::kOldFlags, {{"output-dummy", "ANY", cli::FlagBinding(turn_on), "an old name of --output-stdout"}}}};
  }
  std::unique_ptr<Output> make(std::size_t, const Context& context, StationMetrics& station, StationMetrics*) override {
    return make_stdout_output(context.memory, context.on_reader_gone, station);
  }
};

}  // namespace gor::endpoint
