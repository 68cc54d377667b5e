// SPDX-License-Identifier: Apache-2.0
// The flags as options of CLI11's commands. Only options.cpp and parse.cpp include CLI11's header, which takes seconds
// to compile; other files use this one.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/config_file.hpp"
#include "cli/flags.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gor::cli {

/// Each option takes one value at a time and stores it at once, in the order of the words. This object must outlive the
/// commands.
class Options {
 public:
  /// `output_rules` receives the rules that apply to one output each.
  explicit Options(std::map<std::string, RuleOptions>& output_rules) : output_rules_(output_rules) {}

  /// `title`: of their group.
  void add(CLI::App& command, std::string_view title, const std::vector<Flag>& flags);

  /// The option with that name, without dashes; null if the command has no such option. The name of a rule may end in
  /// '@' and the output that the rule applies to. Throws UsageError for such a name of another option.
  CLI::Option* find(CLI::App& command, std::string_view name);

  /// Throws UsageError that begins with the entry's origin.
  void assign(CLI::Option& option, const ConfigEntry& entry);

 private:
  CLI::Option* add(CLI::App& command, const Flag& flag, const std::string& name, const std::string& origin);

  std::map<std::string, RuleOptions>& output_rules_;
  std::map<std::string, CLI::Option*> scoped_;  // by name with '@' and output
  std::string config_origin_;                   // of the current value
};

/// Encodes a value for CLI11, which interprets some words ([a,b], [[a]], {}, nothing), differently from version to
/// version; an encoded value never begins like those.
std::string wrap(std::string_view value);

/// The name without dashes.
std::string name_of(const CLI::Option& option);
/// As Flag::value_name.
std::string value_name(const CLI::Option& option);
/// False for --help and --version.
bool takes_value(const CLI::Option& option);
/// Whether the option may appear without a value.
bool is_switch(const CLI::Option& option);
bool is_repeatable(const CLI::Option& option);
/// Whether bare words after its value belong to it.
bool takes_more_words(const CLI::Option& option);
/// "; did you mean --output-http?", or another hint.
std::string suggestion(const CLI::App& command, std::string_view unknown);

/// "gor file cut"
std::string path(const CLI::App& command);
/// Null if no subcommand has that name.
CLI::App* find_subcommand(CLI::App& command, std::string_view name);
std::vector<std::string> subcommand_names(const CLI::App& command);
/// Whether the command accepts words that belong to no flag.
bool takes_bare_words(const CLI::App& command);
/// Whether the command accepts the flags of its parent, and has none itself.
bool has_flags_of_parent(const CLI::App& command);

}  // namespace gor::cli
