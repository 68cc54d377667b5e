// SPDX-License-Identifier: Apache-2.0
#include "output/tcp.hpp"

#include <fmt/format.h>

namespace gor {

std::unique_ptr<Output> make_tcp_output(const TcpOutputOptions& options, StationMetrics& station,
                                        net::OwnConnections* own) {
  GorStreamOptions stream = options.stream;
  stream.url.tls = options.secure || options.stream.files.are_any();
  stream.url.host = options.address.host.empty() ? "localhost" : options.address.host;
  stream.url.port = options.address.port;
  const bool is_ipv6 = stream.url.host.find(':') != std::string::npos;
  stream.url.authority =
      fmt::format("{}{}{}:{}", is_ipv6 ? "[" : "", stream.url.host, is_ipv6 ? "]" : "", stream.url.port);
  return make_gor_stream_output(stream, station, own);
}

}  // namespace gor
