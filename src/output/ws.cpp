// SPDX-License-Identifier: Apache-2.0
#include "output/ws.hpp"

#include <string>

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor {
namespace {

// The URL of a WebSocket differs from that of HTTP only by its scheme (RFC 6455 section 3).
net::Url parse(std::string_view text) {
  std::string_view rest = text;
  const bool is_secure = rest.starts_with("wss://");
  if (is_secure || rest.starts_with("ws://")) rest.remove_prefix(rest.find("//"));
  if (rest.size() == text.size() && rest.find("://") != rest.npos) {
    throw UsageError(fmt::format("URL {}: the scheme must be ws or wss", net::without_password(text)));
  }
  if (rest.size() == text.size()) return net::parse_url(rest);
  return net::parse_url((is_secure ? "https:" : "http:") + std::string(rest));
}

}  // namespace

net::Url parse_ws_url(std::string_view text) {
  try {
    return parse(text);
  } catch (const UsageError& error) {
    throw UsageError(std::string("--output-ws: ") + error.what());
  }
}

std::unique_ptr<Output> make_ws_output(const WsOutputOptions& options, StationMetrics& station,
                                       net::OwnConnections* own) {
  GorStreamOptions stream = options.stream;
  stream.websocket = true;
  stream.url = options.url;
  return make_gor_stream_output(stream, station, own);
}

}  // namespace gor
