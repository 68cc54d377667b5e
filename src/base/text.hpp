// SPDX-License-Identifier: Apache-2.0
// Numbers for people.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace gor {

/// "300 B", "1.2 GB", by 1024.
inline std::string readable_size(std::uint64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits{"B", "KB", "MB", "GB", "TB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; number >= 1024 && unit + 1 < kUnits.size(); ++unit) number /= 1024;
  return fmt::format("{:.{}f} {}", number, unit == 0 ? 0 : 1, kUnits[unit]);
}

}  // namespace gor
