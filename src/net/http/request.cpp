// SPDX-License-Identifier: Apache-2.0
#include "net/http/request.hpp"

#include "http/head.hpp"

namespace gor::net {

std::string_view PreparedRequest::target() const noexcept {
  const auto line = http::parse_request_line(http::first_line(head));
  return line ? line->target : std::string_view();
}

}  // namespace gor::net
