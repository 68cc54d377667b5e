// SPDX-License-Identifier: Apache-2.0
#include "report/source.hpp"

#include <array>
#include <cstddef>

namespace gor::report {

std::string_view name_of(RunState state) {
  static constexpr std::array<std::string_view, 3> kNames{"running", "draining", "ended"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace gor::report
