// SPDX-License-Identifier: Apache-2.0
// HTTP messages taken apart, and assembled from the parts that other formats have.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gor/payload.hpp"

namespace gor::format {

/// The parts of a message; views into its payload, or into `unwrapped`.
struct HttpText {
  /// Removes chunked and gzip where possible.
  explicit HttpText(const Payload& message);

  Payload bytes;
  std::string_view start_line;
  std::vector<std::pair<std::string_view, std::string>> headers;  ///< only valid ones
  std::string_view body;

  /// The value of the first header with that name, whose case does not matter. "" if there is no such header.
  std::string_view header(std::string_view name) const;
};

/// "http://host/path"; the target itself if it is a URL.
std::string url_of(const HttpText& request);

/// Assembles a message from its lines and its body. Sets Content-Length to the body's length; drops headers about
/// codings, and anything that a head cannot contain (a line feed, an invalid name).
class HttpBuilder {
 public:
  explicit HttpBuilder(std::string start_line);
  void add_header(std::string_view name, std::string_view value);
  bool has_header(std::string_view name) const;
  /// `with_length`: adds a Content-Length even if the body is empty.
  Payload finish(std::string_view body, bool with_length) const;

 private:
  std::string head_;
};

}  // namespace gor::format
