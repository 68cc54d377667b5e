// SPDX-License-Identifier: Apache-2.0
// The subcommand `gor explain`: shows the effect of each filter and rewrite on each message (docs/filters.md).
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"

#include "cli/settings.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/modifier/rules.hpp"
#include "pipeline/order.hpp"
#include "pipeline/status_set.hpp"

namespace gor::tools {

/// Explains only masks, filters and rewrites of a command line; limits depend on chance and time.
class Explainer {
 public:
  /// Throws UsageError for a malformed rule, StartError as Mask does.
  explicit Explainer(const cli::Settings& settings);

  /// Some lines: the message's first line, the effect of every rule it meets, and whether it passes.
  std::string explain(const Message& message);
  /// One line that counts the messages that passed, and the dropped ones by rule.
  std::string summary() const;

 private:
  struct Rules {
    std::string output;  // "" for all outputs
    std::vector<Rule> rules;
  };
  void explain_request(Payload payload, std::string& text);
  void prettify(Payload& payload, std::string& text) const;
  bool apply(const std::vector<Rule>& rules, std::string_view indent, Payload& payload, std::string& text);
  void explain_response(std::string_view payload, std::string& text);

  StationMetrics of_mask_{"mask"};
  std::optional<Mask> mask_;
  std::vector<Rules> rules_;  // rules for all outputs first
  StatusSet allow_status_;
  StatusSet disallow_status_;
  const std::vector<Step> steps_;
  const bool prettify_;
  const std::size_t message_limit_;
  std::size_t messages_ = 0;
  std::size_t requests_ = 0;
  std::size_t went_on_ = 0;
  std::size_t changed_ = 0;
  std::map<std::string, std::size_t> dropped_;  // by rule
};

/// Explains the messages in a recording, or a single plain request, read from the descriptor. Blocks until its end, and
/// prints lines as soon as they are ready. Throws StartError if nothing can be read, UsageError for a malformed rule.
void explain(const cli::Settings& settings, int descriptor, const std::function<void(std::string_view)>& print);

}  // namespace gor::tools
