// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gor::cli {

bool are_for(std::string_view output, std::string_view kind, std::size_t number) {
  return output == kind || output == fmt::format("{}:{}", kind, number);
}

bool any_rules_for(const Settings& settings, std::string_view kind, std::size_t number,
                   bool (*are_so)(const RuleOptions&)) {
  return are_so(settings.rules) ||
         std::any_of(settings.output_rules.begin(), settings.output_rules.end(),
                     [&](const auto& rules) { return are_for(rules.first, kind, number) && are_so(rules.second); });
}

}  // namespace gor::cli
