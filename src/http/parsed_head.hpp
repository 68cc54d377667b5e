// SPDX-License-Identifier: Apache-2.0
// The head of a message, taken apart in one pass.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "http/head.hpp"

namespace gor::http {

/// The start line and the fields, as Fields gives them one by one. Its views are valid while the bytes are. Allocates
/// nothing for a head of usual size.
class ParsedHead {
 public:
  /// Takes the head at the front of `bytes` apart; false if its empty line is missing, and the object is then empty.
  bool parse(std::string_view bytes);

  /// From the start line to the empty line, with both.
  std::string_view bytes() const noexcept { return bytes_; }
  /// With its line end.
  std::string_view start_line() const noexcept { return start_line_; }
  std::span<const Field> fields() const noexcept { return {fields_.data(), fields_.size()}; }
  /// The line end that is the empty line.
  std::string_view empty_line() const noexcept { return empty_line_; }

 private:
  bool parse_with_folds(std::string_view bytes);
  bool end_at(std::string_view bytes, std::size_t empty_line);
  void clear() noexcept;

  std::string_view bytes_, start_line_, empty_line_;
  boost::container::small_vector<Field, 24> fields_;
};

}  // namespace gor::http
