// SPDX-License-Identifier: Apache-2.0
// The parsed command line. A flag's default is the initializer of the member that it fills.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/limit.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/modifier/options.hpp"

namespace gor::cli {

using Duration = std::chrono::nanoseconds;

/// The value of an input or output flag.
struct Spec {
  std::string value = {};  ///< without its limit
  Limit limit = {};
  std::vector<std::string> more = {};  ///< the bare words after it

  friend bool operator==(const Spec&, const Spec&) = default;
};

/// All but the inputs and outputs, which are in the catalogue (endpoint/catalog.hpp).
struct Settings {
  int verbosity = 0;  ///< 0 to 4
  bool quiet = false;
  bool stats = false;
  std::string stats_json = {};      ///< a file; "" for none
  Duration stats_json_interval{0};  ///< 0: only at the end
  std::string admin = {};           ///< an address to serve views at; "" for none
  Duration exit_after{0};           ///< 0: never
  std::uint64_t copy_buffer_bytes = 5 << 20;
  Duration drain_timeout = std::chrono::seconds(5);
  std::uint64_t memory_limit_bytes = 256 << 20;

  std::string user = {};        ///< to continue as; "" for none
  std::string middleware = {};  ///< a command; "" for none
  bool causal = false;
  std::vector<std::string> session_keys = {};
  Duration causal_timeout = std::chrono::seconds(10);
  std::vector<std::string> correlate = {};  ///< implies causal

  RuleOptions rules = {};
  std::map<std::string, RuleOptions> output_rules = {};  ///< by "output-http:2" or kind, "output-file"
  std::vector<std::string> allow_status = {};
  std::vector<std::string> disallow_status = {};
  bool prettify_http = false;
  MaskOptions mask = {};
  bool split_output = false;
  bool recognize_tcp_sessions = false;

  /// Warnings to log first: old names, and flags without effect.
  std::vector<std::string> warnings = {};
};

inline bool is_causal(const Settings& settings) {
  return settings.causal || !settings.correlate.empty();
}

/// Whether rules for `output` apply to an output; the first of a kind is number 1.
bool are_for(std::string_view output, std::string_view kind, std::size_t number);

/// Whether the predicate `are_so` holds for the rules of all outputs, or for those of that output.
bool any_rules_for(const Settings& settings, std::string_view kind, std::size_t number,
                   bool (*are_so)(const RuleOptions&));

}  // namespace gor::cli
