// SPDX-License-Identifier: Apache-2.0
#include "capture/protocol.hpp"

#include "capture/http_protocol.hpp"

namespace gor::capture {

std::unique_ptr<Protocol> make_protocol(const Ends& ends, const ConnectionOptions&) {
  return std::make_unique<HttpProtocol>(ends);
}

std::optional<Side> sender_of(std::string_view payload, bool, const ConnectionOptions&) noexcept {
  return HttpProtocol::sender_of(payload);
}

}  // namespace gor::capture
