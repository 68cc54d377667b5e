// SPDX-License-Identifier: Apache-2.0
// The table that gor prints at exit.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gor/ledger.hpp"

namespace gor::report {

/// A row per station, which begins with the station's name and the number of messages that came in.
std::string summary(const Ledger& ledger);

/// The station's numbers that are not 0, with their words: the sum of each family, then the numbers of a qualifier.
std::vector<std::pair<std::string, std::uint64_t>> numbers_of(const StationMetrics& station);

/// "dropped", "failed" or "ignored".
std::string_view name_of(StationMetrics::Fate fate);

}  // namespace gor::report
