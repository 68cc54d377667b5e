// SPDX-License-Identifier: Apache-2.0
#include "output/tcp.hpp"

namespace gor {

std::unique_ptr<Output> make_tcp_output(const TcpOutputOptions& options, StationMetrics& station,
                                        net::OwnConnections* own) {
  GorStreamOptions stream = options.stream;
  stream.url = net::url_of(options.address, options.secure || options.stream.files.are_any());
  return make_gor_stream_output(stream, station, own);
}

}  // namespace gor
