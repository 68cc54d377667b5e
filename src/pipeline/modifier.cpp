// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier.hpp"

#include <utility>

namespace gor {
namespace {

/// The name as far as the summary has room.
std::string_view shortened(std::string_view name) {
  static constexpr std::size_t kMost = 100;
  return name.substr(0, kMost);
}

}  // namespace

Modifier::Modifier(std::vector<Rule> rules, StationMetrics& station) : verdicts_(station) {
  for (Rule& rule : rules) {
    MessageCounter& dropped = station.dropped(shortened(rule.name));
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
