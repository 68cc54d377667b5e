// SPDX-License-Identifier: Apache-2.0
#include "endpoint/input_tcp.hpp"

namespace gor::endpoint {

TcpInputs::TcpInputs() : ListeningInputs({"input-tcp", "ADDR", "receive messages from another gor's --output-tcp"}) {}

std::vector<cli::FlagGroup> TcpInputs::options() {
  return {
      {cli::kChains,
       {
           {"input-tcp-secure", "", &common_.secure, "enable TLS; needs a certificate"},
           {"input-tcp-certificate", "FILE", &common_.files.certificate, "certificate (PEM, with its chain)"},
           {"input-tcp-certificate-key", "FILE", &common_.files.certificate_key,
            "its key (default: in the certificate's file)"},
           {"input-tcp-ca", "FILE", &common_.files.authorities,
            "accept only clients with a certificate of these authorities"},
           {"input-tcp-acknowledge", "", &common_.acknowledge, "confirm messages once all outputs are done with them"},
       }}};
}

void TcpInputs::check(const cli::Settings&) {
  check_tls(common_.secure);
}

InputKind::Inputs TcpInputs::make(std::size_t index, const Context& context, StationMetrics& station) {
  return only(make_tcp_input(options_of(index, context), station));
}

}  // namespace gor::endpoint
