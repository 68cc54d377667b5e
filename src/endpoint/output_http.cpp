// SPDX-License-Identifier: Apache-2.0
#include "endpoint/output_http.hpp"

#include <algorithm>
#include <thread>

#include "base/error.hpp"
#include "pipeline/modifier/rules.hpp"

namespace gor::endpoint {
namespace {

/// Two cores are left to the inputs, and to what else the host does.
std::size_t default_threads() {
  constexpr unsigned kOtherCores = 2;
  constexpr unsigned kMost = 8;
  return std::clamp(std::thread::hardware_concurrency(), kOtherCores + 1, kOtherCores + kMost) - kOtherCores;
}

}  // namespace

HttpOutputs::HttpOutputs() : OutputKind({"output-http", "URL", "replay to a server"}) {
  common_.threads = 0;
}

std::vector<cli::FlagGroup> HttpOutputs::options() {
  return {
      {"Replay (--output-http)",
       {
           {"output-http-workers", "N", cli::number(&common_.workers, -1),
            "maximum number of connections; 0: as many as needed"},
           {"output-http-workers-min", "N", cli::number(&common_.workers_min, 0),
            "minimum number of connections kept open"},
           {"output-http-threads", "N", cli::number(&common_.threads, 0, kMostThreads),
            "threads; 0: one per core beyond the second, at most 8"},
           {"output-http-queue-len", "N", cli::number(&common_.queue_len, 1), "maximum number of waiting requests"},
           {"output-http-worker-timeout", "DURATION", &common_.worker_timeout,
            "close an idle connection after this time"},
           {"output-http-timeout", "DURATION", cli::positive(&common_.timeout),
            "time limit for connecting, request and response together"},
           {"output-http-redirects", "N", cli::number(&common_.redirects, 0), "maximum number of redirects to follow"},
           {"output-http-response-buffer", "SIZE", cli::size(&common_.response_buffer),
            "part of a response body to keep; the rest is discarded"},
           {"output-http-track-response", "", &common_.track_response, "pass the responses to the other outputs"},
           {"output-http-skip-verify", "", &common_.skip_verify, "do not verify certificates"},
           {"output-http-stats", "", &shows_stats_, "print the queue's length (with --stats)"},
           {"output-http-stats-ms", "N", cli::number(&stats_interval_, 1), "interval of these lines in milliseconds"},
           {"http-original-host", "", &common_.original_host, "keep the recorded Host header"},
       }}};
}

void HttpOutputs::check(const cli::Settings&) {
  for (const cli::Spec& spec : specs()) {
    try {
      urls_.push_back(net::parse_url(spec.value));
    } catch (const UsageError& error) {
      throw UsageError(std::string("--output-http: ") + error.what());
    }
  }
}

std::string HttpOutputs::shown(std::size_t index) const {
  return net::public_url(specs()[index].value);
}

bool HttpOutputs::keeps_host(std::size_t index, const cli::Settings& settings) const {
  return common_.original_host || cli::any_rules_for(settings, name(), index + 1, sets_host);
}

std::unique_ptr<Output> HttpOutputs::make(std::size_t index, const Context& context, StationMetrics& station,
                                          StationMetrics* responses) {
  HttpOutputOptions options = common_;
  if (options.threads == 0) options.threads = default_threads();
  options.url = urls_[index];
  if (specs().size() > 1) options.number = static_cast<std::uint16_t>(index + 1);
  options.memory = context.memory;
  options.track_response = responses != nullptr;
  options.by_session = context.settings.recognize_tcp_sessions;
  options.original_host = keeps_host(index, context.settings);
  return make_http_output(options, station, &context.own_connections, responses);
}

}  // namespace gor::endpoint
