// SPDX-License-Identifier: Apache-2.0
// The validation of settings, before anything is opened.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "capture/address.hpp"
#include "causal/correlation_rules.hpp"
#include "causal/session_keys.hpp"
#include "cli/settings.hpp"
#include "net/url.hpp"
#include "pipeline/modifier/rules.hpp"
#include "pipeline/status_filter.hpp"

namespace gor::app {

/// Parsed settings.
struct Checked {
  std::vector<capture::CaptureAddress> captures;
  std::vector<net::Url> urls;
  std::vector<Rule> rules;
  StatusFilterOptions statuses;
  SessionKeys session_keys;
  std::vector<CorrelationRule> correlation;
};

/// Throws UsageError that names the flag and the value.
Checked check(const cli::Settings& settings);

/// The limit as users write it, "|10%".
std::string text_of(const Limit& limit);

/// Whether the predicate `are_so` holds for the rules of all outputs, or for those of that output.
bool any_rules_for(const cli::Settings& settings, std::string_view kind, std::size_t number,
                   bool (*are_so)(const RuleOptions&));
/// Whether that --output-http leaves the Host header unchanged.
bool keeps_host(const cli::Settings& settings, std::size_t number);

/// Whether rules for `output` apply to that output; the first of a kind is number 1.
bool are_for(std::string_view output, std::string_view kind, std::size_t number);

}  // namespace gor::app
