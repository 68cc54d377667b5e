// SPDX-License-Identifier: Apache-2.0
// The kernel's numbers of this process.
#pragma once

#include <cstdint>

namespace gor::report {

struct ProcessNumbers {
  double cpu_seconds = 0;  ///< user and system
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_descriptors = 0;
  std::uint64_t most_descriptors = 0;
};

/// Numbers that the kernel does not give are 0.
ProcessNumbers read_process();

}  // namespace gor::report
