// SPDX-License-Identifier: Apache-2.0
#include "app/doubts.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "app/loop_check.hpp"
#include "net/url.hpp"

namespace gor::app {
namespace {

void add_all(std::vector<std::string>& to, std::vector<std::string> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// --output-http sets Host after all rules, unless it keeps Host: a rewritten one is then lost.
void add_lost_hosts(std::vector<std::string>& found, const cli::Settings& settings) {
  for (std::size_t number = 1; number <= settings.output_http.size(); ++number) {
    const bool is_rewritten = any_rules_for(settings, "output-http", number, rewrites_host);
    if (!is_rewritten || keeps_host(settings, number)) continue;
    found.push_back(
        fmt::format("--http-rewrite-header: --output-http {} sets Host to its own afterwards; --http-original-host "
                    "keeps the rewritten one",
                    net::without_password(settings.output_http[number - 1].value)));
  }
}

}  // namespace

std::vector<std::string> doubts_of(const cli::Settings& settings, const Checked& checked) {
  std::vector<std::string> found = doubts(settings.rules);
  for (const auto& [output, rules] : settings.output_rules) add_all(found, doubts(rules));
  add_lost_hosts(found, settings);
  add_all(found, replay_loops(checked.captures, checked.urls));
  return found;
}

}  // namespace gor::app
