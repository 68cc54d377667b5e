// SPDX-License-Identifier: Apache-2.0
// The stage of filters and rewrites (docs/filters.md).
#pragma once

#include <vector>

#include "gor/ledger.hpp"
#include "gor/stage.hpp"

#include "pipeline/modifier/rules.hpp"
#include "pipeline/verdict_tracker.hpp"

namespace gor {

/// Requests pass its rules one by one; anything that is not an HTTP request passes unchanged. A response follows its
/// request, as VerdictTracker says. A rule that drops is a reason in `station`.
class Modifier final : public Stage {
 public:
  Modifier(std::vector<Rule> rules, StationMetrics& station);

  bool pass(Message& message) override;

 private:
  struct Step {
    Rule rule;
    MessageCounter* dropped;
  };
  /// Returns the counter of the rule that drops the message; null if none does.
  MessageCounter* apply(Message& message) const;

  std::vector<Step> steps_;
  VerdictTracker verdicts_;
};

}  // namespace gor
