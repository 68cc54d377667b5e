// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_ws.hpp"

namespace gor::endpoint {

WsOutputs::WsOutputs()
    : OutputKind({"output-ws", "URL", "send messages over WebSocket (ws://, wss://) to another gor's --input-ws"}) {}

std::vector<cli::FlagGroup> WsOutputs::options() {
  return {{cli::kChains,
           {
               {"output-ws-workers", "N", cli::number(&common_.stream.workers, 1), "as --output-tcp-workers"},
               {"output-ws-sticky", "", &common_.stream.sticky, "as --output-tcp-sticky"},
               {"output-ws-skip-verify", "", &common_.stream.skip_verify, "do not verify the certificate of wss://"},
               {"output-ws-stats", "", &shows_stats_, "print the queue's length (with --stats)"},
           }}};
}

void WsOutputs::check(const cli::Settings&) {
  for (const cli::Spec& spec : specs()) urls_.push_back(parse_ws_url(spec.value));
}

std::string WsOutputs::shown(std::size_t index) const {
  return net::public_url(specs()[index].value);
}

std::unique_ptr<Output> WsOutputs::make(std::size_t index, const Context& context, StationMetrics& station,
                                        StationMetrics*) {
  WsOutputOptions options = common_;
  options.url = urls_[index];
  return make_ws_output(options, station, &context.own_connections);
}

}  // namespace gor::endpoint
