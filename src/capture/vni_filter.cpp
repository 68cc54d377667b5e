// SPDX-License-Identifier: Apache-2.0
#include "capture/vni_filter.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor::capture {
namespace {

constexpr std::uint32_t kMost = (1 << 24) - 1;

bool has(const std::vector<std::uint32_t>& list, std::uint32_t network) noexcept {
  return std::find(list.begin(), list.end(), network) != list.end();
}

}  // namespace

VniFilter::VniFilter(const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    const bool is_excluded = value.starts_with('-');
    const std::string_view digits = std::string_view(value).substr(is_excluded ? 1 : 0);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number > kMost) {
      throw UsageError(fmt::format(
          "--input-raw-vxlan-vni {}: accepted is a number up to {}, with a dash before it to exclude that network",
          value.empty() ? "\"\"" : value, kMost));
    }
    (is_excluded ? excluded_ : selected_).push_back(number + 1);
  }
}

bool VniFilter::passes_lists(std::uint32_t network) const noexcept {
  return (selected_.empty() || has(selected_, network)) && !has(excluded_, network);
}

}  // namespace gor::capture
