// SPDX-License-Identifier: Apache-2.0
// The stages of correlation, before the gate and before each output.
#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "causal/correlation.hpp"

namespace gor {

CorrelationLearner::CorrelationLearner(Correlation& correlation, bool keeps_replayed, StationMetrics& station)
    : correlation_(correlation), keeps_replayed_(keeps_replayed), station_(station) {}

CorrelationLearner::~CorrelationLearner() {
  if (correlation_.lacks_recorded()) {
    log::warning("--correlate: there were no recorded responses to compare with: none of the requests was rewritten");
  }
}

bool CorrelationLearner::pass(Message& message) {
  if (message.type == MessageType::request) return true;
  station_.in.add(message.type);
  const Correlation::Learnt learnt = correlation_.learn(message, std::chrono::steady_clock::now());
  learnt_.add(learnt.values);
  missing_.add(learnt.missing);
  const bool goes_on = keeps_replayed_ || message.type == MessageType::response;
  (goes_on ? station_.out : only_learnt_).add(message.type);
  return goes_on;
}

bool CorrelationRewriter::pass(Message& message) {
  if (message.type != MessageType::request) return true;
  station_.in.add(message.type);
  if (auto rewritten = correlation_.rewritten(message.payload, output_, std::chrono::steady_clock::now())) {
    message.payload = *std::move(rewritten);
    rewritten_.add();
  }
  station_.out.add(message.type);
  return true;
}

}  // namespace gor
