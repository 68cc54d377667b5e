// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_binary.hpp"

namespace gor::endpoint {

BinaryOutputs::BinaryOutputs()
    : OutputKind({"output-binary", "ADDR", "replay to a server of any protocol, byte for byte"}) {}

std::vector<cli::FlagGroup> BinaryOutputs::options() {
  return {{"Replay of any protocol (--output-binary)",
           {
               {"output-binary-workers", "N", cli::number(&common_.workers, -1),
                "maximum number of connections, one a session; 0: as many as needed"},
               {"output-binary-timeout", "DURATION", cli::positive(&common_.timeout),
                "time limit of an answer; silence of a fifth of it ends one"},
               {"output-binary-track-response", "", &common_.track_response, "pass the answers to the other outputs"},
               {"output-tcp-response-buffer", "SIZE", cli::size(&common_.response_buffer),
                "part of an answer to keep; the rest is discarded"},
               {"output-binary-debug", "", &common_.debug, "log what is sent and received, as a hex view"},
           }}};
}

void BinaryOutputs::check(const cli::Settings&) {
  for (const cli::Spec& spec : specs()) {
    urls_.push_back(net::url_of(net::parse_address("--output-binary", spec.value), false));
  }
}

std::unique_ptr<Output> BinaryOutputs::make(std::size_t index, const Context& context, StationMetrics& station,
                                            StationMetrics* responses) {
  BinaryOutputOptions options = common_;
  options.target = urls_[index];
  if (specs().size() > 1) options.number = static_cast<std::uint16_t>(index + 1);
  options.memory = context.memory;
  options.track_response = responses != nullptr;
  return make_binary_output(options, station, &context.own_connections, responses);
}

}  // namespace gor::endpoint
