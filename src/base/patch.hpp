// SPDX-License-Identifier: Apache-2.0
// A text in which parts are replaced from front to back.
#pragma once

#include <cstddef>
#include <string_view>

#include "gor/payload.hpp"

namespace gor {

/// Copies nothing before the first replacement. The text must outlive it.
class Patch {
 public:
  explicit Patch(std::string_view text) : text_(text) {}

  /// `part` is a view into the text, after all earlier parts.
  void replace(std::string_view part, std::string_view with) {
    if (part == with) return;
    const auto begin = static_cast<std::size_t>(part.data() - text_.data());
    if (patched_.empty()) patched_.reserve(text_.size() + with.size());
    patched_.append(text_.substr(copied_, begin - copied_));
    patched_.append(with);
    copied_ = begin + part.size();
    changed_ = true;
  }

  bool is_changed() const noexcept { return changed_; }

  /// The patched text. Call it once.
  Payload finish() {
    patched_.append(text_.substr(copied_));
    return patched_.finish();
  }

 private:
  std::string_view text_;
  std::size_t copied_ = 0;  // of the original text
  bool changed_ = false;
  PayloadBuilder patched_;
};

}  // namespace gor
