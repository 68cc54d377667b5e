// SPDX-License-Identifier: Apache-2.0
#include "output/tcp.hpp"

#include "net/address.hpp"

namespace gor {

std::unique_ptr<Output> make_tcp_output(const TcpOutputOptions& options, StationMetrics& station,
                                        net::OwnConnections* own) {
  const net::Address address = net::parse_address("--output-tcp", options.address);
  GorStreamOptions stream = options.stream;
  stream.url.tls = options.secure || options.stream.files.are_any();
  stream.url.host = address.host.empty() ? "localhost" : address.host;
  stream.url.port = address.port;
  stream.url.authority = options.address;
  return make_gor_stream_output(stream, station, own);
}

}  // namespace gor
