// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier.hpp"

#include <utility>

namespace gor {
namespace {

/// The name of the rule as views show it: without values of headers, parameters and credentials, which may be secrets,
/// and of limited length.
std::string_view public_name(std::string_view name) {
  static constexpr std::size_t kMost = 100;
  const auto space = name.find(' ');
  const std::string_view flag = name.substr(0, space);
  if (flag == "http-basic-auth-filter") return flag;
  const bool names_a_place = flag.find("header") != flag.npos || flag.find("param") != flag.npos;
  if (names_a_place && space != name.npos) name = name.substr(0, name.find_first_of(":=", space));
  return name.substr(0, kMost);
}

}  // namespace

Modifier::Modifier(std::vector<Rule> rules, StationMetrics& station) : verdicts_(station) {
  for (Rule& rule : rules) {
    MessageCounter& dropped = station.dropped(public_name(rule.name));
    steps_.push_back({std::move(rule), &dropped});
  }
}

bool Modifier::pass(Message& message) {
  return verdicts_.settle(message, [&] { return apply(message); });
}

MessageCounter* Modifier::apply(Message& message) const {
  if (message.type != MessageType::request) return nullptr;
  http::RequestEdit request(message.payload.view());
  if (!request.is_request()) return nullptr;
  for (const Step& step : steps_) {
    if (!step.rule.apply(request)) return step.dropped;
  }
  if (request.is_changed()) message.payload = request.finish();
  return nullptr;
}

}  // namespace gor
