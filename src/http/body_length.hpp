// SPDX-License-Identifier: Apache-2.0
// The length of a body, as the fields of its head describe it (RFC 9112 section 6.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/head.hpp"

namespace gor::http {

class BodyLength {
 public:
  /// The initials of the fields that matter.
  static constexpr std::string_view kInitials = "ct";

  /// Reads the next field of the head, of that name.
  void read(std::string_view name, const FieldLines& lines) {
    if (equals_ignoring_case(name, "Content-Length")) read_length(lines);
    if (equals_ignoring_case(name, "Transfer-Encoding")) read_coding(lines);
  }

  /// The first Content-Length, if it is a number; one that does not fit is the largest number.
  const std::optional<std::uint64_t>& announced() const noexcept { return announced_; }
  bool has_coding() const noexcept { return has_coding_; }
  /// Whether the last transfer coding is chunked.
  bool is_chunked() const noexcept { return is_chunked_; }
  /// As has_clear_length(); `version`: of the start line.
  bool is_clear(std::string_view version) const noexcept {
    return is_clear_ && !(has_coding_ && (text_ || version == "HTTP/1.0"));
  }

 private:
  void read_length(const FieldLines& lines);
  void read_coding(const FieldLines& lines);

  std::optional<std::uint64_t> announced_;
  std::optional<std::string_view> text_;  // of the first Content-Length
  bool has_coding_ = false;
  bool is_chunked_ = false;
  bool is_clear_ = true;
};

}  // namespace gor::http
