// SPDX-License-Identifier: Apache-2.0
// The numbers that the summary shows, by their words.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "gor/ledger.hpp"

#include "report/summary.hpp"

namespace gor::test {

/// 0 if the summary does not show it.
inline std::uint64_t number_of(const StationMetrics& station, std::string_view words) {
  const auto numbers = report::numbers_of(station);
  const auto found = std::find_if(numbers.begin(), numbers.end(), [&](const auto& one) { return one.first == words; });
  return found == numbers.end() ? 0 : found->second;
}

}  // namespace gor::test
