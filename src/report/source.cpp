// SPDX-License-Identifier: Apache-2.0
#include "report/source.hpp"

#include <array>
#include <cstddef>
#include <fstream>

#include <unistd.h>

namespace gor::report {

std::string_view name_of(RunState state) {
  static constexpr std::array<std::string_view, 3> kNames{"running", "draining", "ended"};
  return kNames[static_cast<std::size_t>(state)];
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  file >> size >> resident;
  return file ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace gor::report
