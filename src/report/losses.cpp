// SPDX-License-Identifier: Apache-2.0
#include "report/losses.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "report/summary.hpp"

namespace gor::report {

std::vector<std::string> Losses::take_new() {
  std::vector<std::string> lines;
  std::size_t position = 0;
  for (const StationMetrics& station : ledger_.stations()) {
    station.for_each_reason([&](const StationMetrics::Reason& reason) {
      if (position == reported_.size()) reported_.push_back(0);
      const std::uint64_t total = reason.count.total();
      if (total > reported_[position] && reason.fate != StationMetrics::Fate::ignored) {
        lines.push_back(fmt::format("{}: {} {} ({} in all)", station.text(), name_of(reason.fate), reason.name, total));
      }
      reported_[position++] = total;
    });
  }
  return lines;
}

}  // namespace gor::report
