// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/config_file.hpp"
#include "cli/flags.hpp"
#include "cli/go_args.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/version.hpp"

namespace gor::cli {
namespace {

class Parser {
 public:
  Parser(std::vector<FlagGroup> endpoints, const Subcommands& commands)
      : flags_(replay_flags(line_.settings, config_file_, std::move(endpoints))), commands_(commands) {
    app_.require_subcommand(0, 1);
    for (const FlagGroup& group : flags_) options_.add(app_, group.title, group.flags);
    app_.get_option("--config")->configurable(false);
    app_.set_help_flag("-h,--help");
    app_.set_version_flag("--version", fmt::format("gor {}\n", version()));
    for (const auto& command : commands) add(app_, *command);
  }

  CommandLine parse(const std::vector<std::string_view>& words) {
    GoArgs normal = normalise(words, app_, options_);
    std::reverse(normal.words.begin(), normal.words.end());  // CLI11 takes them from the back
    try {
      app_.parse(std::move(normal.words));
    } catch (const CLI::CallForHelp&) {
      line_.text = help();
      return std::move(line_);
    } catch (const CLI::CallForVersion& version) {
      line_.text = version.what();
      return std::move(line_);
    } catch (const CLI::ParseError& error) {
      throw UsageError(error.what());
    }
    const std::vector<Subcommand*> chosen = chosen_commands();
    if (!chosen.empty()) line_.command = chosen.back();
    line_.words = std::move(normal.bare);
    if (!config_file_.empty()) take_config_file();
    for (const CLI::Option* option : group(kOldFlags)) {
      if (option->count() == 0) continue;
      line_.settings.warnings.push_back(fmt::format("{} is {}", option->get_name(), option->get_description()));
    }
    return std::move(line_);
  }

 private:
  void add(CLI::App& parent, Subcommand& known) {
    CLI::App& command = *parent.add_subcommand(std::string(known.kind().name));
    command.allow_extras(known.kind().takes_words)->fallthrough(known.kind().takes_gor_flags);
    for (const FlagGroup& group : known.flags()) options_.add(command, group.title, group.flags);
    for (Subcommand* const below : known.below()) add(command, *below);
  }

  /// The commands on the line, each below the one before.
  std::vector<Subcommand*> chosen_commands() const {
    std::vector<Subcommand*> chosen;
    std::vector<Subcommand*> known;
    for (const auto& command : commands_) known.push_back(command.get());
    for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      chosen.push_back(*std::find_if(known.begin(), known.end(), [&](const Subcommand* command) {
        return command->kind().name == app->get_name();
      }));
      known = chosen.back()->below();
    }
    return chosen;
  }

  std::string help() const {
    std::string text;
    for (Subcommand* const command : chosen_commands()) {
      if (std::string own = command->help(); !own.empty()) text = std::move(own);
    }
    return text.empty() ? replay_help(flags_, commands_) : text;
  }

  void take_config_file() {
    for (const ConfigEntry& entry : read_config_file(config_file_)) {
      CLI::Option* option = options_.find(app_, entry.name);
      if (option == nullptr) {
        throw UsageError(fmt::format("{}: unknown flag{}", entry.origin, suggestion(app_, entry.name)));
      }
      if (!option->get_configurable()) throw UsageError(entry.origin + ": only on the command line");
      if (entry.is_array && !is_repeatable(*option)) throw UsageError(entry.origin + ": takes one value");
      if (option->empty()) options_.assign(*option, entry);
    }
  }

  std::vector<const CLI::Option*> group(std::string_view title) const {
    return app_.get_options([title](const CLI::Option* option) { return option->get_group() == title; });
  }

  CommandLine line_;
  std::string config_file_;
  const std::vector<FlagGroup> flags_;
  const Subcommands& commands_;
  Options options_{line_.settings.output_rules};
  CLI::App app_{"", "gor"};
};

}  // namespace

CommandLine parse_command_line(const std::vector<std::string_view>& words, std::vector<FlagGroup> endpoints,
                               const Subcommands& commands) {
  return Parser(std::move(endpoints), commands).parse(words);
}

}  // namespace gor::cli
