// SPDX-License-Identifier: Apache-2.0
// Numbers and digits as text.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace gor {

/// Of either case; -1 for anything else.
constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// "300 B", "1.2 GB", by 1024.
inline std::string readable_size(std::uint64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits{"B", "KB", "MB", "GB", "TB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; number >= 1024 && unit + 1 < kUnits.size(); ++unit) number /= 1024;
  return fmt::format("{:.{}f} {}", number, unit == 0 ? 0 : 1, kUnits[unit]);
}

}  // namespace gor
