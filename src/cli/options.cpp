// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <algorithm>
#include <numeric>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.hpp"

namespace gor::cli {
namespace {

/// The number of characters to insert, delete, change or swap with a neighbour (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string_view unwrap(std::string_view value) {
  return value.substr(1);
}

}  // namespace

void Options::add(CLI::App& command, std::string_view title, const std::vector<Flag>& flags) {
  for (const Flag& flag : flags) {
    const std::string name = fmt::format("--{}", flag.name);
    add(command, flag, name, name)->group(std::string(title));
  }
}

CLI::Option* Options::add(CLI::App& command, const Flag& flag, const std::string& name, const std::string& origin) {
  const auto store = [this, origin, store = flag.binding.store](const CLI::results_t& values) {
    for (const std::string& value : values) store({config_origin_.empty() ? origin : config_origin_, unwrap(value)});
    return true;
  };
  return command.add_option(name, store, std::string(flag.help))
      ->type_name(std::string(flag.value_name))
      ->multi_option_policy(flag.binding.repeats ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast)
      ->trigger_on_parse();
}

CLI::Option* Options::find(CLI::App& command, std::string_view name) {
  const std::size_t at = name.find('@');
  const std::string_view plain = name.substr(0, at);
  CLI::Option* option = command.get_option_no_throw(fmt::format("{}{}", plain.size() == 1 ? "-" : "--", plain));
  if (option == nullptr || at == std::string_view::npos) return option;
  if (option->get_group() != kRules) {
    throw UsageError(fmt::format("--{}: only filters and rewrites can be for one output", name));
  }
  CLI::Option*& scoped = scoped_[std::string(name)];
  if (scoped == nullptr) {
    const auto flags = rule_flags(output_rules_[std::string(name.substr(at + 1))]);
    const auto flag = std::find_if(flags.begin(), flags.end(), [&](const Flag& rule) { return rule.name == plain; });
    // CLI11 does not accept the name of an output in an option's name.
    scoped = add(command, *flag, fmt::format("--@{}", scoped_.size()), fmt::format("--{}", name))->group("");
  }
  return scoped;
}

void Options::assign(CLI::Option& option, const ConfigEntry& entry) {
  config_origin_ = entry.origin;
  for (const std::string& value : entry.values) option.add_result(wrap(value));
  option.run_callback();
  config_origin_.clear();
}

std::string wrap(std::string_view value) {
  return fmt::format("={}", value);
}

std::string name_of(const CLI::Option& option) {
  return option.get_lnames().front();  // get_name() is empty for options without a group
}

std::string value_name(const CLI::Option& option) {
  return option.get_type_name();
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

bool is_switch(const CLI::Option& option) {
  const std::string value = value_name(option);
  return value.empty() || value.starts_with('[');
}

bool is_repeatable(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

bool takes_more_words(const CLI::Option& option) {
  return value_name(option).ends_with("...");
}

std::string path(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : fmt::format("{} {}", path(*parent), command.get_name());
}

CLI::App* find_subcommand(CLI::App& command, std::string_view name) {
  const auto found = command.get_subcommands([&](const CLI::App* below) { return below->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

std::vector<std::string> subcommand_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* below : command.get_subcommands({})) names.push_back(below->get_name());
  return names;
}

bool takes_bare_words(const CLI::App& command) {
  return command.get_allow_extras();
}

bool has_flags_of_parent(const CLI::App& command) {
  return command.get_fallthrough();
}

std::string suggestion(const CLI::App& command, std::string_view unknown) {
  unknown = unknown.substr(0, unknown.find('@'));
  std::string nearest;
  std::size_t nearest_distance = std::max<std::size_t>(2, unknown.size() / 3) + 1;
  for (const CLI::Option* option : command.get_options()) {
    const std::string& name = option->get_lnames().front();
    if (name.starts_with('@')) continue;  // an option with an output
    const std::size_t distance = edit_distance(unknown, name);
    if (distance < nearest_distance) {
      nearest = name;
      nearest_distance = distance;
    }
  }
  if (nearest.empty()) return fmt::format("; {} --help lists all flags", path(command));
  return fmt::format("; did you mean --{}?", nearest);
}

}  // namespace gor::cli
