// SPDX-License-Identifier: Apache-2.0
// Text made valid UTF-8 for regular expressions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gor {

/// Each byte that is not part of a UTF-8 character (RFC 3629) is replaced by U+FFFD, as Go's regexp package reads it;
/// RE2 itself would match nothing there. The text must outlive this object; valid UTF-8 is not copied.
class Utf8Text {
 public:
  explicit Utf8Text(std::string_view text);

  /// Valid UTF-8.
  std::string_view view() const noexcept { return changed_.empty() ? text_ : std::string_view(changed_); }
  /// The original bytes of this piece of view(), which consists of complete characters.
  std::string_view original(std::string_view piece) const noexcept;

  /// Bytes of the first character of valid UTF-8.
  static std::size_t character_size(std::string_view utf8) noexcept;

 private:
  std::size_t place_of(const char* in_view) const noexcept;

  std::string_view text_;
  std::string changed_;
  std::vector<std::size_t> replaced_;  // offsets in changed_ at which U+FFFD replaces a byte
};

}  // namespace gor
