// SPDX-License-Identifier: Apache-2.0
// The validation of a command line, before anything is opened.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/user.hpp"
#include "causal/correlation_rules.hpp"
#include "causal/session_keys.hpp"
#include "cli/settings.hpp"
#include "endpoint/catalog.hpp"
#include "http/json.hpp"
#include "pipeline/modifier/rules.hpp"
#include "pipeline/status_filter.hpp"

namespace gor::app {

/// The parsed settings. The values of inputs and outputs are parsed into the catalogue.
struct Checked {
  std::vector<Rule> rules;
  std::map<std::string, std::vector<Rule>> output_rules;  ///< by output, as Settings::output_rules
  std::vector<http::JsonPath> mask_paths;
  StatusFilterOptions statuses;
  SessionKeys session_keys;
  std::vector<CorrelationRule> correlation;
  std::optional<User> user;  ///< to continue as
};

/// Throws UsageError that names the flag and the value.
Checked check(const cli::Settings& settings, endpoint::Catalog& catalog);

}  // namespace gor::app
