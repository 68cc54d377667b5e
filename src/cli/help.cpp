// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

#include "cli/options.hpp"

namespace gor::cli {

std::string Help::make_help(const CLI::App* command, std::string /*name*/, CLI::AppFormatMode mode) const {
  std::string text = command->get_description();
  if (mode == CLI::AppFormatMode::All) {
    for (const CLI::App* below : command->get_subcommands({})) text += make_command(below);
  } else {
    text += make_groups(command, mode);
  }
  return text + command->get_footer();
}

std::string Help::make_group(std::string title, bool is_positional, std::vector<const CLI::Option*> options) const {
  std::string text = title + "\n";
  for (const CLI::Option* option : options) text += make_option(option, is_positional);
  return text;
}

std::string Help::make_command(const CLI::App* command) const {
  std::string text = fmt::format("\n{:<10} {}\n", command->get_name(), command->get_description());
  for (const CLI::Option* option : command->get_options()) {
    if (option != command->get_help_ptr() && !option->get_group().empty()) text += make_option(option, false);
  }
  return text + command->get_footer();
}

std::string Help::make_option(const CLI::Option* option, bool /*is_positional*/) const {
  std::string left = option->get_name();
  if (const std::string value_name = option->get_type_name(); !value_name.empty()) left += " " + value_name;
  if (is_repeatable(*option)) left += " *";
  const std::string& value = option->get_default_str();
  const std::string& what = option->get_description();
  return fmt::format("  {:<38} {}{}\n", left, what, value.empty() ? "" : fmt::format(" (default {})", value));
}

}  // namespace gor::cli
