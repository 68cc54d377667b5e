// SPDX-License-Identifier: Apache-2.0
// HTTP messages taken apart, and put together from what other formats know of them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gor/payload.hpp"

namespace gor::tools {

/// Of a message; views into its payload, or into `unwrapped`.
struct HttpText {
  /// Without chunks and gzip where these can be undone.
  explicit HttpText(const Payload& message);

  Payload bytes;
  std::string_view start_line;
  std::vector<std::pair<std::string_view, std::string>> headers;  ///< those that are any
  std::string_view body;

  /// The first of that name, in any case; empty if there is none.
  std::string_view header(std::string_view name) const;
};

/// "http://host/path": the target itself where it is a URL.
std::string url_of(const HttpText& request);

/// A head from its lines, with the body behind it. Content-Length is as the body has it; headers that say how it was
/// wrapped are left out, and so is what can stand in no head (a line feed, a name that is none).
class HttpBuilder {
 public:
  explicit HttpBuilder(std::string start_line);
  void add_header(std::string_view name, std::string_view value);
  bool has_header(std::string_view name) const;
  /// `with_length`: a Content-Length although the body is empty.
  Payload finish(std::string_view body, bool with_length) const;

 private:
  std::string head_;
};

}  // namespace gor::tools
