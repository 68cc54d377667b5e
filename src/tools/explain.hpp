// SPDX-License-Identifier: Apache-2.0
// `gor explain`: what each filter and rewrite does to each message (docs/filters.md).
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
#include "pipeline/status_set.hpp"

namespace gor::tools {

/// Of a command line its masks, filters and rewrites alone; limits, which go by chance and time, are not explained.
class Explainer {
 public:
  /// Throws UsageError for a rule that is none, StartError as Mask.
  explicit Explainer(const cli::Settings& settings);

  /// Some lines: its first line, what every rule that it meets does to it, and whether it goes on.
  std::string explain(const Message& message);
  /// One line that counts what went on, and what was dropped by which rule.
  std::string summary() const;

 private:
  struct Rules {
    std::string output;  // "" for all
    std::vector<Rule> rules;
  };
  void explain_request(Payload payload, std::string& text);
  bool apply(const std::vector<Rule>& rules, std::string_view indent, Payload& payload, std::string& text);
  void explain_response(std::string_view payload, std::string& text);

  Station of_mask_{"mask"};
  std::optional<Mask> mask_;
  std::vector<Rules> rules_;  // those for all first
  StatusSet allow_status_;
  StatusSet disallow_status_;
  const bool prettify_;
  const std::size_t message_limit_;
  std::size_t messages_ = 0;
  std::size_t requests_ = 0;
  std::size_t went_on_ = 0;
  std::size_t changed_ = 0;
  std::map<std::string, std::size_t> dropped_;  // by rule
};

/// Explains what can be read from the descriptor: a recording, or one request as it is sent. Blocks until its end, and
/// gives lines as soon as they are there. Throws StartError if nothing can be read, UsageError for a rule that is none.
void explain(const cli::Settings& settings, int descriptor, const std::function<void(std::string_view)>& print);

}  // namespace gor::tools
