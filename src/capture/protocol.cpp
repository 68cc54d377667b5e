// SPDX-License-Identifier: Apache-2.0
#include "capture/protocol.hpp"

#include "capture/binary_protocol.hpp"
#include "capture/http_protocol.hpp"

namespace gor::capture {

std::unique_ptr<Protocol> make_protocol(const Ends& ends, const ConnectionOptions& options) {
  if (options.protocol == ProtocolKind::binary) return std::make_unique<BinaryProtocol>(ends);
  return std::make_unique<HttpProtocol>(ends);
}

std::optional<Side> sender_of(std::string_view payload, bool is_first, const ConnectionOptions& options) noexcept {
  if (options.protocol == ProtocolKind::http) return HttpProtocol::sender_of(payload);
  return is_first && !payload.empty() ? std::optional(Side::client) : std::nullopt;
}

}  // namespace gor::capture
