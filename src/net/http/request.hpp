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
  std::size_t target_begin = 0;  ///< where the target is in `head`, for target()
  std::size_t target_size = 0;

  bool is_head() const noexcept { return method == "HEAD"; }
  std::size_t size() const noexcept { return head.size() + body.size(); }
  std::string_view target() const noexcept { return std::string_view(head).substr(target_begin, target_size); }
};

}  // namespace gor::net
