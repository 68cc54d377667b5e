// SPDX-License-Identifier: Apache-2.0
#include "app/check.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "input/recording_set.hpp"

namespace gor::app {
namespace {

using cli::Duration;
using cli::Settings;
using cli::Spec;

[[noreturn]] void refuse(std::string_view flag, std::string_view value, std::string_view what) {
  throw UsageError(fmt::format("--{}: '{}': {}", flag, value, what));
}

/// Values that GoReplay supports and gor does not yet: refused, so that they are not misunderstood.
void refuse_what_is_not_built(const Settings& settings) {
  for (const Spec& spec : settings.input_raw) {
    if (spec.value.starts_with("k8s://")) refuse("input-raw", spec.value, "gor does not know Kubernetes yet");
  }
  for (const cli::FileSpec& spec : settings.input_file) {
    for (const std::string& path : spec.paths) {
      if (path.starts_with("s3://"))
        refuse("input-file", path, "gor cannot read from S3 yet; copy the object to a file");
    }
  }
  for (const Spec& spec : settings.output_file) {
    if (!spec.value.starts_with("s3://")) continue;
    refuse("output-file", spec.value, "gor cannot write to S3 yet; record to a file and copy it");
  }
}

/// A percentage is a share; for a recording it is a speed instead.
void refuse_more_than_all(std::string_view flag, const std::vector<Spec>& specs) {
  for (const Spec& spec : specs) {
    if (spec.limit.kind == Limit::Kind::percent && spec.limit.value > 100) {
      throw UsageError(fmt::format("{}: '{}{}': a share cannot exceed 100%", flag, spec.value, text_of(spec.limit)));
    }
  }
}

void check_output_rules(const Settings& settings) {
  for (const auto& [output, rules] : settings.output_rules) {
    compile(rules, output);
    const std::string kind = output.substr(0, output.find(':'));
    bool is_there = false;
    for (std::size_t number = 1; number <= cli::count_outputs(settings, kind); ++number) {
      is_there = is_there || are_for(output, kind, number);
    }
    if (!is_there) {
      throw UsageError(
          fmt::format("a filter or rewrite for '@{}': there is no such output; the first --output-http is "
                      "output-http:1, all of them are output-http",
                      output));
    }
  }
}

StatusFilterOptions check_statuses(const Settings& settings) {
  StatusFilterOptions options;
  options.allow = StatusSet("http-allow-status", settings.allow_status);
  options.disallow = StatusSet("http-disallow-status", settings.disallow_status);
  const bool are_any = !options.allow.empty() || !options.disallow.empty();
  if (are_any && !settings.input_raw.empty() && !settings.input_raw_options.live.track_responses) {
    throw UsageError("--http-allow-status and --http-disallow-status need responses: add --input-raw-track-response");
  }
  return options;
}

void check_causal(const Settings& settings) {
  if (!is_causal(settings)) {
    if (!settings.session_keys.empty()) throw UsageError("--session-key: needs --causal");
    return;
  }
  if (settings.output_http.empty()) {
    throw UsageError("--causal and --correlate wait for replayed responses: they need an --output-http");
  }
  if (!settings.correlate.empty() && !settings.input_raw.empty() && !settings.input_raw_options.live.track_responses) {
    throw UsageError("--correlate compares recorded and replayed responses: add --input-raw-track-response");
  }
  if (settings.causal_timeout <= Duration(0)) throw UsageError("--causal-timeout: must be more than 0");
}

/// A given TLS file is used, or is an error.
void check_tls(const Settings& settings) {
  const auto check_server = [](std::string_view flag, const net::TlsFiles& files, bool is_secure) {
    if (!files.certificate.empty() || (!files.are_any() && !is_secure)) return;
    throw UsageError(fmt::format("--{0}: TLS needs --{0}-certificate", flag));
  };
  check_server("input-tcp", settings.input_tcp_options.files, settings.input_tcp_options.secure);
  check_server("input-http", settings.input_http_options.files, false);
  check_server("input-ws", settings.input_ws_options.files, false);
  const GorStreamOptions& to_tcp = settings.output_tcp_options.stream;
  if (to_tcp.files.certificate.empty() && !to_tcp.files.certificate_key.empty()) {
    throw UsageError("--output-tcp-certificate-key: needs --output-tcp-certificate");
  }
  if (to_tcp.skip_verify && !to_tcp.files.authorities.empty()) {
    throw UsageError("--output-tcp-ca and --output-tcp-skip-verify: contradict each other");
  }
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
void refuse_output_to_input(const Settings& settings) {
  std::vector<Named> inputs;
  for (const cli::FileSpec& spec : settings.input_file) {
    for (const std::string& path : spec.paths) {
      const bool is_pattern = path.find_first_of("*?[") != std::string::npos;
      for (const std::string& file : is_pattern ? files_of({path}) : std::vector{path}) {
        add_named(inputs, "--input-file", file, STDIN_FILENO);
      }
    }
  }
  std::vector<Named> outputs;
  for (const Spec& spec : settings.output_file) {
    const bool is_written_itself =
        settings.output_file_options.append || spec.value == "-" || spec.value.starts_with("/dev/");
    if (is_written_itself) add_named(outputs, "--output-file", spec.value, STDOUT_FILENO);
  }
  if (settings.output_stdout) add_named(outputs, "--output-stdout", "-", STDOUT_FILENO);
  for (const Named& output : outputs) {
    const auto same =
        std::find_if(inputs.begin(), inputs.end(), [&](const Named& input) { return is_same(input, output); });
    if (same != inputs.end()) throw UsageError(fmt::format("{} and {} are the same file", same->name, output.name));
  }
}

}  // namespace

std::string text_of(const Limit& limit) {
  return fmt::format("|{}{}", limit.value, limit.kind == Limit::Kind::percent ? "%" : "");
}

bool are_for(std::string_view output, std::string_view kind, std::size_t number) {
  return output == kind || output == fmt::format("{}:{}", kind, number);
}

bool any_rules_for(const Settings& settings, std::string_view kind, std::size_t number,
                   bool (*are_so)(const RuleOptions&)) {
  return are_so(settings.rules) ||
         std::any_of(settings.output_rules.begin(), settings.output_rules.end(),
                     [&](const auto& rules) { return are_for(rules.first, kind, number) && are_so(rules.second); });
}

bool keeps_host(const Settings& settings, std::size_t number) {
  return settings.output_http_options.original_host || any_rules_for(settings, "output-http", number, sets_host);
}

Checked check(const Settings& settings) {
  refuse_what_is_not_built(settings);
  check_tls(settings);
  refuse_output_to_input(settings);
  const auto engine = settings.raw_engine == "pcap_file" ? capture::Engine::pcap_file : capture::Engine::libpcap;
  Checked checked;
  for (const Spec& spec : settings.input_raw) {
    checked.captures.push_back(capture::parse_capture_address(spec.value, engine));
  }
  for (const Spec& spec : settings.output_http) {
    try {
      checked.urls.push_back(net::parse_url(spec.value));
    } catch (const UsageError& error) {
      throw UsageError(std::string("--output-http: ") + error.what());
    }
  }
  refuse_more_than_all("--input-raw", settings.input_raw);
  refuse_more_than_all("--input-dummy", settings.input_dummy);
  refuse_more_than_all("--input-tcp", settings.input_tcp);
  refuse_more_than_all("--input-http", settings.input_http);
  refuse_more_than_all("--input-ws", settings.input_ws);
  refuse_more_than_all("--output-http", settings.output_http);
  refuse_more_than_all("--output-tcp", settings.output_tcp);
  refuse_more_than_all("--output-ws", settings.output_ws);
  refuse_more_than_all("--output-file", settings.output_file);
  for (const cli::FileSpec& spec : settings.input_file) {
    if (spec.limit == Limit{Limit::Kind::percent, 0}) {
      throw UsageError(fmt::format("--input-file: '{}|0%': the speed must be more than 0%", spec.paths.front()));
    }
  }
  checked.rules = compile(settings.rules);
  check_output_rules(settings);
  checked.statuses = check_statuses(settings);
  parse_json_paths(settings.mask.json_paths);
  check_causal(settings);
  checked.session_keys = SessionKeys(settings.session_keys);
  checked.correlation = parse_correlation_rules(settings.correlate);
  return checked;
}

}  // namespace gor::app
