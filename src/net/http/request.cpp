// SPDX-License-Identifier: Apache-2.0
#include "net/http/request.hpp"

#include <algorithm>

#include "http/head.hpp"

namespace gor::net {

std::string_view PreparedRequest::target() const noexcept {
  // The line was parsed when the head was made.
  std::string_view rest = http::first_line(head);
  rest.remove_prefix(std::min(method.size(), rest.size()));
  return http::trim(rest.substr(0, rest.rfind(' ')));
}

}  // namespace gor::net
