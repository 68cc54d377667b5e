// SPDX-License-Identifier: Apache-2.0
// The "|N" (messages per second) or "|N%" (a share; of a recording, its speed) after an input's or output's value.
#pragma once

#include <cstdint>
#include <string>

namespace gor {

struct Limit {
  enum class Kind { none, per_second, percent };
  Kind kind = Kind::none;
  std::uint64_t value = 0;

  friend bool operator==(const Limit&, const Limit&) = default;
};

/// The limit as users write it, "|10%"; "" for none.
inline std::string text_of(const Limit& limit) {
  if (limit.kind == Limit::Kind::none) return {};
  return '|' + std::to_string(limit.value) + (limit.kind == Limit::Kind::percent ? "%" : "");
}

}  // namespace gor
