// SPDX-License-Identifier: Apache-2.0
// A request of the HTTP client.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gor::net {

/// A request ready to be sent; `head` is reused between requests, `body` is a view.
struct PreparedRequest {
  std::string head;
  std::string_view body;
  std::string_view method;
  bool is_head() const noexcept { return method == "HEAD"; }
  std::size_t size() const noexcept { return head.size() + body.size(); }
  /// The target in the request line.
  std::string_view target() const noexcept;
};

}  // namespace gor::net
