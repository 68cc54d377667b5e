// SPDX-License-Identifier: Apache-2.0
#include "endpoint/input_http.hpp"

namespace gor::endpoint {

HttpInputs::HttpInputs()
    : ListeningInputs({"input-http", "ADDR", "act as an HTTP server: take each request, answer 200"}) {}

std::vector<cli::FlagGroup> HttpInputs::options() {
  return {{cli::kServers,
           {
               {"input-http-certificate", "FILE", &common_.files.certificate,
                "enable TLS with this certificate (PEM, with its chain)"},
               {"input-http-certificate-key", "FILE", &common_.files.certificate_key,
                "its key (default: in the certificate's file)"},
               {"input-http-proxy-protocol", "", &common_.proxy_protocol,
                "require a PROXY header, version 1 or 2, on each connection"},
               {"input-http-realip-header", "NAME", &common_.realip_header,
                "set this request header to the client's address"},
           }}};
}

void HttpInputs::check(const cli::Settings&) {
  check_tls();
}

InputKind::Inputs HttpInputs::make(std::size_t index, const Context& context, StationMetrics& station) {
  return only(make_http_input(options_of(index, context), station));
}

}  // namespace gor::endpoint
