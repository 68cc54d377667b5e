// SPDX-License-Identifier: Apache-2.0
// The "|N" (messages per second) or "|N%" (a share; of a recording, its speed) after an input's or output's value.
#pragma once

#include <cstdint>

namespace gor {

struct Limit {
  enum class Kind { none, per_second, percent };
  Kind kind = Kind::none;
  std::uint64_t value = 0;

  friend bool operator==(const Limit&, const Limit&) = default;
};

}  // namespace gor
