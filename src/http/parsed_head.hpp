// SPDX-License-Identifier: Apache-2.0
// The head of a message, found in one pass with the fields that one looks for.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "http/head.hpp"

namespace gor::http {

/// Its views are valid while the bytes are. Allocates nothing for a head of usual size.
class ParsedHead {
 public:
  /// Finds the head at the front of `bytes`, and its fields with these initials. False if its empty line is missing:
  /// the object is then empty.
  bool parse(std::string_view bytes, const Initials& initials);

  /// From the start line to the empty line, with both.
  std::string_view bytes() const noexcept { return parts_.bytes; }
  /// With its line end.
  std::string_view start_line() const noexcept { return parts_.start_line; }
  std::span<const FieldLines> fields() const noexcept { return {fields_.data(), fields_.size()}; }
  /// The line end that is the empty line.
  std::string_view empty_line() const noexcept { return parts_.empty_line; }

 private:
  HeadParts parts_;
  boost::container::small_vector<FieldLines, 24> fields_;
};

}  // namespace gor::http
