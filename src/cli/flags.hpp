// SPDX-License-Identifier: Apache-2.0
// The one table of flags, from which CLI11's options, the help, the config file and "did you mean" are made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/flag_binding.hpp"
#include "cli/settings.hpp"

namespace gor::cli {

struct Flag {
  std::string_view name;
  /// Shown in the help. "": a switch (--flag, --flag=true, --flag false). "[N]": a switch or a number. "PATH...": more
  /// words may follow.
  std::string_view value_name;
  FlagBinding binding;
  std::string_view help;
};

struct FlagGroup {
  std::string_view title;
  std::vector<Flag> flags;
};

// Titles of groups that have several members, or a meaning for the parser.
inline constexpr std::string_view kGeneral = "General";
inline constexpr std::string_view kInputs = "Inputs";
inline constexpr std::string_view kOutputs = "Outputs";
inline constexpr std::string_view kRecordings = "Recordings (--input-file, --output-file)";
inline constexpr std::string_view kServers = "Servers (--input-http, --input-ws)";
inline constexpr std::string_view kChains = "Between gors (--output-tcp, --input-tcp, --output-ws)";
/// Filters and rewrites of requests; an output can be added: --http-allow-url@output-http:2.
inline constexpr std::string_view kRules =
    "Filters and rewrites of requests (REGEX: RE2's syntax; FLAG@output-http:2: for that output alone)";
/// Their help text is the warning about their use.
inline constexpr std::string_view kOldFlags = "Accepted from older command lines, with a warning";

/// All flags of `gor`, in the order of the help, with those of the inputs and outputs. They fill the arguments, whose
/// current values are the defaults.
std::vector<FlagGroup> replay_flags(Settings& settings, std::string& config_file, std::vector<FlagGroup> endpoints);

/// The flags of rules: --http-allow-url and others.
std::vector<Flag> rule_flags(RuleOptions& options);
/// The flags of masks, and --prettify-http.
std::vector<Flag> mask_flags(Settings& settings);

}  // namespace gor::cli
