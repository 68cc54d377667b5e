// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_tcp.hpp"

#include "base/error.hpp"

namespace gor::endpoint {

TcpOutputs::TcpOutputs() : OutputKind({"output-tcp", "ADDR", "send messages to another gor's --input-tcp"}) {}

std::vector<cli::FlagGroup> TcpOutputs::options() {
  GorStreamOptions& stream = common_.stream;
  return {
      {cli::kChains,
       {
           {"output-tcp-acknowledge", "", &stream.acknowledge, "keep unconfirmed messages, and send them again"},
           {"output-tcp-workers", "N", cli::number(&stream.workers, 1), "number of connections, used in turn"},
           {"output-tcp-sticky", "", &stream.sticky, "send all messages of an id over the same connection"},
           {"output-tcp-buffer", "SIZE", cli::size(&stream.buffer, 1), "size of the buffer while the receiver is away"},
           {"output-tcp-secure", "", &common_.secure, "enable TLS"},
           {"output-tcp-skip-verify", "", &stream.skip_verify, "do not verify the certificate"},
           {"output-tcp-ca", "FILE", &stream.files.authorities, "authorities to trust (default: the system's)"},
           {"output-tcp-certificate", "FILE", &stream.files.certificate, "client certificate (PEM)"},
           {"output-tcp-certificate-key", "FILE", &stream.files.certificate_key,
            "its key (default: in the certificate's file)"},
           {"output-tcp-stats", "", &shows_stats_, "print the queue's length (with --stats)"},
       }}};
}

void TcpOutputs::check(const cli::Settings&) {
  const GorStreamOptions& stream = common_.stream;
  if (stream.files.certificate.empty() && !stream.files.certificate_key.empty()) {
    throw UsageError("--output-tcp-certificate-key: needs --output-tcp-certificate");
  }
  if (stream.skip_verify && !stream.files.authorities.empty()) {
    throw UsageError("--output-tcp-ca and --output-tcp-skip-verify: contradict each other");
  }
  for (const cli::Spec& spec : specs()) addresses_.push_back(net::parse_address("--output-tcp", spec.value));
}

std::unique_ptr<Output> TcpOutputs::make(std::size_t index, const Context& context, StationMetrics& station,
                                         StationMetrics*) {
  TcpOutputOptions options = common_;
  options.address = addresses_[index];
  return make_tcp_output(options, station, &context.own_connections);
}

}  // namespace gor::endpoint
