// SPDX-License-Identifier: Apache-2.0
#include "app/doubts.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "app/loop_check.hpp"
#include "endpoint/input_raw.hpp"
#include "endpoint/output_binary.hpp"
#include "endpoint/output_http.hpp"
#include "pipeline/modifier/rules.hpp"

namespace gor::app {
namespace {

void add_all(std::vector<std::string>& to, std::vector<std::string> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// --output-http sets Host after all rules, unless it keeps Host: a rewritten one is then lost.
void add_lost_hosts(std::vector<std::string>& found, const cli::Settings& settings,
                    const endpoint::HttpOutputs& outputs) {
  for (std::size_t i = 0; i < outputs.specs().size(); ++i) {
    const bool is_rewritten = cli::any_rules_for(settings, outputs.name(), i + 1, rewrites_host);
    if (!is_rewritten || outputs.keeps_host(i, settings)) continue;
    found.push_back(
        fmt::format("--http-rewrite-header: --output-http {} sets Host to its own afterwards; --http-original-host "
                    "keeps the rewritten one",
                    outputs.shown(i)));
  }
}

}  // namespace

std::vector<std::string> doubts_of(const cli::Settings& settings, const endpoint::Catalog& catalog) {
  std::vector<std::string> found = doubts(settings.rules);
  for (const auto& [output, rules] : settings.output_rules) add_all(found, doubts(rules));
  const auto& replays = catalog.get<endpoint::HttpOutputs>();
  add_lost_hosts(found, settings, replays);
  const auto& captures = catalog.get<endpoint::RawInputs>().captures();
  const auto& binary = catalog.get<endpoint::BinaryOutputs>();
  add_all(found, replay_loops(captures, replays.name(), replays.urls()));
  add_all(found, replay_loops(captures, binary.name(), binary.urls()));
  return found;
}

}  // namespace gor::app
