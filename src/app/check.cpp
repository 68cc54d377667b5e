// SPDX-License-Identifier: Apache-2.0
#include "app/check.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "endpoint/input_file.hpp"
#include "endpoint/output_file.hpp"
#include "endpoint/output_stdout.hpp"
#include "input/recording_set.hpp"
#include "pipeline/mask.hpp"
#include "record/storage.hpp"

namespace gor::app {
namespace {

using cli::Settings;
using endpoint::Catalog;

std::map<std::string, std::vector<Rule>> check_output_rules(const Settings& settings, const Catalog& catalog) {
  std::map<std::string, std::vector<Rule>> compiled;
  for (const auto& [output, rules] : settings.output_rules) {
    compiled[output] = compile(rules, output);
    const std::string kind = output.substr(0, output.find(':'));
    bool is_there = false;
    for (std::size_t number = 1; number <= catalog.count_outputs(kind); ++number) {
      is_there = is_there || cli::are_for(output, kind, number);
    }
    if (!is_there) {
      throw UsageError(
          fmt::format("a filter or rewrite for '@{}': there is no such output; the first --output-http is "
                      "output-http:1, all of them are output-http",
                      output));
    }
  }
  return compiled;
}

StatusFilterOptions check_statuses(const Settings& settings, const Catalog& catalog) {
  StatusFilterOptions options;
  options.allow = StatusSet("http-allow-status", settings.allow_status);
  options.disallow = StatusSet("http-disallow-status", settings.disallow_status);
  const bool are_any = !options.allow.empty() || !options.disallow.empty();
  if (const auto flag = catalog.flag_for_responses(); are_any && !flag.empty()) {
    throw UsageError(fmt::format("--http-allow-status and --http-disallow-status need responses: add {}", flag));
  }
  return options;
}

void check_causal(const Settings& settings, const Catalog& catalog) {
  if (!is_causal(settings)) {
    if (!settings.session_keys.empty()) throw UsageError("--session-key: needs --causal");
    return;
  }
  if (!catalog.can_respond()) {
    throw UsageError("--causal and --correlate wait for replayed responses: they need an --output-http");
  }
  if (const auto flag = catalog.flag_for_responses(); !settings.correlate.empty() && !flag.empty()) {
    throw UsageError(fmt::format("--correlate compares recorded and replayed responses: add {}", flag));
  }
  if (settings.causal_timeout <= cli::Duration(0)) throw UsageError("--causal-timeout: must be more than 0");
}

std::vector<http::JsonPath> check_masks(const MaskOptions& options) {
  if (!options.masks_any() && !options.key_file.empty()) {
    throw UsageError("--mask-key-file: needs a flag --http-mask-...");
  }
  return parse_json_paths(options.json_paths);
}

void check_stats(const Settings& settings) {
  constexpr auto kLeast = std::chrono::milliseconds(10);
  if (settings.stats_json == "-") throw UsageError("--stats-json: '-' is no file: stdout is for --output-stdout");
  if (settings.stats_json_interval == cli::Duration(0)) return;
  if (settings.stats_json_interval < kLeast) throw UsageError("--stats-json-interval: must be at least 10ms");
  if (settings.stats_json.empty()) throw UsageError("--stats-json-interval: needs --stats-json");
}

/// The flag of a rule, without its value, which may be secret.
std::string flag_of(const Rule& rule) {
  return "--" + rule.name.substr(0, rule.name.find(' '));
}

/// The first flag that needs HTTP messages; "" if none does.
std::string flag_that_needs_http(const Settings& settings, const Checked& checked, const Catalog& catalog) {
  if (!checked.rules.empty()) return flag_of(checked.rules.front());
  if (!checked.output_rules.empty()) return flag_of(checked.output_rules.begin()->second.front());
  if (settings.mask.masks_any()) return "a flag --http-mask-...";
  if (!settings.allow_status.empty()) return "--http-allow-status";
  if (!settings.disallow_status.empty()) return "--http-disallow-status";
  if (settings.prettify_http) return "--prettify-http";
  if (!settings.session_keys.empty()) return "--session-key";
  if (!settings.correlate.empty()) return "--correlate";
  const auto output = catalog.output_that_needs_http();
  return output.empty() ? "" : fmt::format("--{}", output);
}

void check_protocol(const Settings& settings, const Checked& checked, const Catalog& catalog) {
  const auto flag = catalog.flag_without_http();
  if (flag.empty()) return;
  const std::string needing = flag_that_needs_http(settings, checked, catalog);
  if (!needing.empty()) throw UsageError(fmt::format("{}: needs HTTP messages, which {} does not give", needing, flag));
}

struct Named {
  std::string name;
  struct stat status;
};

bool is_same(const Named& a, const Named& b) {
  return S_ISREG(a.status.st_mode) && a.status.st_dev == b.status.st_dev && a.status.st_ino == b.status.st_ino;
}

/// "-" is that descriptor. Skips files that do not exist.
void add_named(std::vector<Named>& all, const std::string& flag, const std::string& path, int standard) {
  Named named{flag + ' ' + path, {}};
  const bool is_there = path == "-" ? fstat(standard, &named.status) == 0 : stat(path.c_str(), &named.status) == 0;
  if (is_there) all.push_back(std::move(named));
}

/// Refuses outputs that write to an input: what is read would be written again, without end.
void refuse_output_to_input(const endpoint::Catalog& catalog) {
  const auto& recordings = catalog.get<endpoint::FileInputs>();
  std::vector<Named> inputs;
  for (std::size_t i = 0; i < recordings.specs().size(); ++i) {
    for (const std::string& path : recordings.paths(i)) {
      if (storage_of(path) != nullptr) continue;  // outputs write new objects only
      const bool is_pattern = path.find_first_of("*?[") != std::string::npos;
      for (const std::string& file : is_pattern ? files_of({path}) : std::vector{path}) {
        add_named(inputs, "--input-file", file, STDIN_FILENO);
      }
    }
  }
  std::vector<Named> outputs;
  for (const std::string& file : catalog.get<endpoint::FileOutputs>().files()) {
    add_named(outputs, "--output-file", file, STDOUT_FILENO);
  }
  if (catalog.get<endpoint::StdoutOutput>().is_used()) add_named(outputs, "--output-stdout", "-", STDOUT_FILENO);
  for (const Named& output : outputs) {
    const auto same =
        std::find_if(inputs.begin(), inputs.end(), [&](const Named& input) { return is_same(input, output); });
    if (same != inputs.end()) throw UsageError(fmt::format("{} and {} are the same file", same->name, output.name));
  }
}

}  // namespace

Checked check(const Settings& settings, Catalog& catalog) {
  catalog.check(settings);
  refuse_output_to_input(catalog);
  Checked checked;
  checked.rules = compile(settings.rules);
  checked.output_rules = check_output_rules(settings, catalog);
  checked.statuses = check_statuses(settings, catalog);
  checked.mask_paths = check_masks(settings.mask);
  check_causal(settings, catalog);
  check_stats(settings);
  checked.session_keys = SessionKeys(settings.session_keys);
  checked.correlation = parse_correlation_rules(settings.correlate);
  check_protocol(settings, checked, catalog);
  if (!settings.user.empty()) checked.user = find_user(settings.user);
  return checked;
}

}  // namespace gor::app
