// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier.hpp"

#include <chrono>
#include <utility>

namespace gor {
namespace {

/// What the summary has room for.
std::string_view shortened(std::string_view name) {
  static constexpr std::size_t kMost = 100;
  return name.substr(0, kMost);
}

}  // namespace

Modifier::Modifier(std::vector<Rule> rules, Station& station) : station_(station) {
  for (Rule& rule : rules) {
    Count& dropped = station.dropped(shortened(rule.name));
    steps_.push_back({std::move(rule), &dropped});
  }
}

bool Modifier::pass(Message& message) {
  station_.in.add(message.type);
  const bool is_request = message.type == MessageType::request;
  Count* const dropped = is_request ? apply(message) : dropped_requests_.get(message.id).value_or(nullptr);
  (dropped == nullptr ? station_.out : *dropped).add(message.type);
  if (is_request && dropped == nullptr) dropped_requests_.forget(message.id);
  if (is_request && dropped != nullptr) dropped_requests_.set(message.id, dropped, std::chrono::steady_clock::now());
  return dropped == nullptr;
}

Count* Modifier::apply(Message& message) const {
  http::RequestEdit request(message.payload.view());
  if (!request.is_request()) return nullptr;
  for (const Step& step : steps_) {
    if (!step.rule.apply(request)) return step.dropped;
  }
  if (request.is_changed()) message.payload = request.finish();
  return nullptr;
}

}  // namespace gor
