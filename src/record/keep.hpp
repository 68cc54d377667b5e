// SPDX-License-Identifier: Apache-2.0
// The limit of what is kept of a recording.
#pragma once

#include <chrono>
#include <cstdint>

namespace gor {

/// The newest bytes, or the last span of time; 0: no limit.
struct Keep {
  std::uint64_t bytes = 0;
  std::chrono::nanoseconds age{0};

  bool is_limited() const noexcept { return bytes != 0 || age.count() != 0; }
};

}  // namespace gor
