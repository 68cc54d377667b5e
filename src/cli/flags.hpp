// SPDX-License-Identifier: Apache-2.0
// The one table of flags: from it come the options of CLI11, the help, the config file and "did you mean".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.hpp"
#include "cli/slots.hpp"

namespace gor::cli {

struct Flag {
  std::string_view name;
  /// For the help. Empty: a switch, --flag, --flag=true, --flag false. "[N]": a switch or a number. "PATH...": more
  /// words may follow.
  std::string_view value_name;
  Slot slot;
  std::string_view help;
};

struct FlagGroup {
  std::string_view title;
  std::vector<Flag> flags;
};

// Titles that mean something to the parser.
inline constexpr std::string_view kGeneral = "General";
inline constexpr std::string_view kInputs = "Inputs";
inline constexpr std::string_view kOutputs = "Outputs";
/// Filters and rewrites of requests, which may also be for one output: --http-allow-url@output-http:2.
inline constexpr std::string_view kRules =
    "Filters and rewrites of requests (REGEX: RE2's syntax; FLAG@output-http:2: for that output alone)";
/// Their help is what to tell when they are used.
inline constexpr std::string_view kOldFlags = "Accepted from older command lines, with a warning";

/// All of `gor [flags]`, in the order of the help. They fill these two, which hold the defaults now.
std::vector<FlagGroup> replay_flags(Settings& settings, std::string& config_file);

/// --http-allow-url and its like.
std::vector<Flag> rule_flags(RuleOptions& options);
/// --http-mask-header and its like, and --prettify-http.
std::vector<Flag> mask_flags(Settings& settings);

}  // namespace gor::cli
