// SPDX-License-Identifier: Apache-2.0
#include "endpoint/input_ws.hpp"

namespace gor::endpoint {

WsInputs::WsInputs() : ListeningInputs({"input-ws", "ADDR", "receive messages from another gor's --output-ws"}) {}

std::vector<cli::FlagGroup> WsInputs::options() {
  return {{cli::kServers,
           {
               {"input-ws-origin", "ORIGIN", &common_.origins,
                "accept records from web pages of this origin (default: none)"},
               {"input-ws-certificate", "FILE", &common_.files.certificate, "as --input-http-certificate"},
               {"input-ws-certificate-key", "FILE", &common_.files.certificate_key, "as --input-http-certificate-key"},
           }}};
}

void WsInputs::check(const cli::Settings&) {
  check_tls();
}

InputKind::Inputs WsInputs::make(std::size_t index, const Context& context, StationMetrics& station) {
  return only(make_ws_input(options_of(index, context), station));
}

}  // namespace gor::endpoint
