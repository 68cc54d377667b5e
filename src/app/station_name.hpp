// SPDX-License-Identifier: Apache-2.0
// The names of stations in the summary.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace gor::app {

/// "output-http http://host": one line of limited length.
inline std::string station_name(std::string_view kind, std::string_view value) {
  static constexpr std::size_t kMost = 100;
  std::string name = value.empty() ? std::string(kind) : fmt::format("{} {}", kind, value);
  if (name.size() > kMost) name.replace(kMost, std::string::npos, "...");
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  return name;
}

}  // namespace gor::app
