// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.hpp"

#include <algorithm>
#include <iterator>

namespace gor::cli {
namespace {

constexpr std::string_view kExchanges = "Filters, masks and decoding of requests and responses";

std::vector<Flag> general_flags(Settings& s, std::string& config_file) {
  return {
      {"verbose", "[N]", level(&s.verbosity, 4), "log each connection and failure (1), or also each message (2 to 4)"},
      {"quiet", "", &s.quiet, "log only warnings, errors and the summary"},
      {"stats", "", &s.stats, "print queue statistics (with --output-http-stats)"},
      {"admin", "ADDR", &s.admin, "serve metrics, statistics and health over HTTP"},
      {"stats-json", "FILE", &s.stats_json, "write all counts and metrics to a JSON file at the end"},
      {"stats-json-interval", "DURATION", &s.stats_json_interval, "also write --stats-json each time this has passed"},
      {"exit-after", "DURATION", &s.exit_after, "stop after this time"},
      {"split-output", "", &s.split_output, "send each request to one output in turn, instead of all"},
      {"recognize-tcp-sessions", "", &s.recognize_tcp_sessions,
       "replay each session in order over its own connection; split by session"},
      {"middleware", "CMD", &s.middleware, "a program that every message passes"},
      {"causal", "", &s.causal, "hold a request until its session's previous one has been answered in the replay"},
      {"session-key", "KEY", &s.session_keys, "identify sessions by tcp, cookie:NAME, header:NAME or param:NAME"},
      {"causal-timeout", "DURATION", &s.causal_timeout, "how long --causal waits for the previous request"},
      {"correlate", "RULE", &s.correlate,
       "replace recorded tokens by replayed ones: auto, set-cookie:NAME, json:PATH..."},
      {"copy-buffer-size", "SIZE", size(&s.copy_buffer_bytes, 1), "largest message; longer ones are cut off"},
      {"memory-limit", "SIZE", size(&s.memory_limit_bytes, 1), "memory for incomplete messages and queues"},
      {"drain-timeout", "DURATION", &s.drain_timeout, "how long outputs may finish after a signal or --exit-after"},
      {"user", "NAME", &s.user, "when captures and ports are open, give up root and continue as this user"},
      {"config", "FILE", &config_file, "read flags from a TOML file; the command line overrides it"},
  };
}

std::vector<Flag> status_flags(Settings& s) {
  return {
      {"http-allow-status", "LIST", &s.allow_status,
       "pass only these statuses of recorded responses: 200, 2xx, 500-503"},
      {"http-disallow-status", "LIST", &s.disallow_status, "drop these statuses of recorded responses"},
  };
}

std::vector<Flag> old_flags(Settings& s) {
  return {
      {"http-header", "NAME: VALUE", &s.rules.set_header, "an old name of --http-set-header"},
      {"output-http-header", "NAME: VALUE", &s.rules.set_header, "an old name of --http-set-header"},
      {"output-http-method", "METHOD", &s.rules.allow_method, "an old name of --http-allow-method"},
      {"output-http-header-filter", "NAME:REGEX", &s.rules.allow_header, "an old name of --http-allow-header"},
      {"output-http-header-hash-filter", "NAME:N%", &s.rules.header_limiter, "an old name of --http-header-limiter"},
      {"output-http-url-regexp", "REGEX", &s.rules.allow_url, "an old name of --http-allow-url"},
      {"output-http-rewrite-url", "REGEX:NEW", &s.rules.rewrite_url, "an old name of --http-rewrite-url"},
      {"http-pprof", "ADDR", &s.admin, "an old name of --admin"},
      {"output-http-compatibility-mode", "", dead_switch(), "without effect"},
      {"output-http-debug", "", dead_switch(), "without effect: use --verbose"},
      {"cpuprofile", "FILE", no_effect(), "without effect: use perf record"},
      {"memprofile", "FILE", no_effect(), "without effect: use heaptrack"},
  };
}

}  // namespace

std::vector<Flag> rule_flags(RuleOptions& options) {
  return {
      {"http-allow-method", "METHOD", &options.allow_method, "pass only these methods"},
      {"http-allow-url", "REGEX", &options.allow_url, "pass if path and query match one of these"},
      {"http-disallow-url", "REGEX", &options.disallow_url, "drop if path and query match"},
      {"http-allow-header", "NAME:REGEX", &options.allow_header, "pass if this header matches"},
      {"http-disallow-header", "NAME:REGEX", &options.disallow_header, "drop if this header matches"},
      {"http-basic-auth-filter", "REGEX", &options.basic_auth_filter,
       "drop Basic credentials whose user:password does not match"},
      {"http-header-limiter", "NAME:N%", &options.header_limiter,
       "pass a share of this header's values, always the same ones"},
      {"http-param-limiter", "NAME:N%", &options.param_limiter, "pass a share of this query parameter's values"},
      {"http-set-header", "NAME: VALUE", &options.set_header, "set or add a header"},
      {"http-set-param", "NAME=VALUE", &options.set_param, "set or add a query parameter"},
      {"http-rewrite-url", "REGEX:NEW", &options.rewrite_url,
       "replace in path and query ($1: a group); the first match counts"},
      {"http-rewrite-header", "NAME: REGEX,NEW", &options.rewrite_header, "replace in this header's value"},
  };
}

std::vector<Flag> mask_flags(Settings& s) {
  return {
      {"http-mask-header", "NAME", &s.mask.headers, "replace this header's value by a keyed hash"},
      {"http-mask-param", "NAME", &s.mask.params, "replace this query or form parameter by a keyed hash"},
      {"http-mask-json", "JSONPATH", &s.mask.json_paths,
       "replace values in JSON bodies: $.user.email, items[*].id, $..token"},
      {"mask-key-file", "FILE", &s.mask.key_file, "the key of the hash (default: random for each run)"},
      {"prettify-http", "", &s.prettify_http, "decode chunked and gzip bodies"},
  };
}

std::vector<FlagGroup> replay_flags(Settings& settings, std::string& config_file, std::vector<FlagGroup> endpoints) {
  std::vector<FlagGroup> groups{{kGeneral, general_flags(settings, config_file)}};
  std::move(endpoints.begin(), endpoints.end(), std::back_inserter(groups));
  groups.push_back({kRules, rule_flags(settings.rules)});
  groups.push_back({kExchanges, status_flags(settings)});
  groups.push_back({kExchanges, mask_flags(settings)});
  groups.push_back({kOldFlags, old_flags(settings)});
  return groups;
}

}  // namespace gor::cli
