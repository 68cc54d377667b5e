// SPDX-License-Identifier: Apache-2.0
// The largest number of connections that an output may have.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/memory_budget.hpp"

namespace gor {

/// A number of workers from the command line, where 0 and less mean the default; leaves some file descriptors for other
/// uses.
std::size_t most_connections(std::int64_t asked, std::size_t by_default);

/// Memory of a connection in use.
inline constexpr std::size_t kConnectionBytes = std::size_t{16} * 1024;
/// As many connections as fit into half of the memory; at least one, at most `most`.
inline std::size_t within_memory(const MemoryBudget& memory, std::size_t most) {
  return std::clamp<std::size_t>(memory.limit() / 2 / kConnectionBytes, 1, most);
}

}  // namespace gor
