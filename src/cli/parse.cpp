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

namespace gor::cli {
namespace {

class Parser {
 public:
  explicit Parser(std::vector<FlagGroup> endpoints)
      : flags_(replay_flags(settings_, config_file_, std::move(endpoints))) {
    app_.require_subcommand(0, 1);
    for (const FlagGroup& group : flags_) options_.add(app_, group.title, group.flags);
    app_.get_option("--config")->configurable(false);
    app_.set_help_flag("-h,--help");
    app_.set_version_flag("--version", "gor " GOR_VERSION "\n");
    app_.add_subcommand("file-server")->allow_extras();
    app_.add_subcommand("explain")->fallthrough();
    add_file_commands(*app_.add_subcommand("file"));
  }

  Command parse(const std::vector<std::string_view>& words) {
    GoArgs normal = normalise(words, app_, options_);
    std::reverse(normal.words.begin(), normal.words.end());  // CLI11 takes them from the back
    try {
      app_.parse(std::move(normal.words));
    } catch (const CLI::CallForHelp&) {
      return help();
    } catch (const CLI::CallForVersion& version) {
      return Print{version.what()};
    } catch (const CLI::ParseError& error) {
      throw UsageError(error.what());
    }
    if (app_.got_subcommand("file-server")) return file_server(normal.bare);
    if (app_.got_subcommand("file")) return file_command(std::move(normal.bare));
    return settings();
  }

 private:
  void add_file_commands(CLI::App& file) {
    for (const FileSubcommand& known : file_subcommands()) {
      CLI::App& command = *file.add_subcommand(std::string(known.name))->allow_extras();
      options_.add(command, kGeneral, known.flags(file_command_));
      if (!known.takes_rules) continue;
      options_.add(command, "", rule_flags(file_command_.settings.rules));
      options_.add(command, "", mask_flags(file_command_.settings));
    }
  }

  Print help() const { return {app_.got_subcommand("file") ? file_help() : replay_help(flags_)}; }

  static Command file_server(const std::vector<std::string>& words) {
    if (words.size() != 1) throw UsageError("usage: gor file-server ADDR, e.g. gor file-server :8000");
    return FileServer{words.front()};
  }

  Command file_command(std::vector<std::string> files) {
    const auto commands = app_.get_subcommand("file")->get_subcommands();
    if (commands.empty()) return help();
    file_command_.name = commands.front()->get_name();
    if (!files.empty()) file_command_.files = std::move(files);
    check(file_command_);
    return std::move(file_command_);
  }

  Command settings() {
    if (!config_file_.empty()) take_config_file();
    for (const CLI::Option* option : group(kOldFlags)) {
      if (option->count() == 0) continue;
      settings_.warnings.push_back(fmt::format("{} is {}", option->get_name(), option->get_description()));
    }
    if (app_.got_subcommand("explain")) return Explain{std::move(settings_)};
    return std::move(settings_);
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

  Settings settings_;
  std::string config_file_;
  const std::vector<FlagGroup> flags_;
  FileCommand file_command_;
  Options options_{settings_.output_rules};
  CLI::App app_{"", "gor"};
};

}  // namespace

Command parse_command_line(const std::vector<std::string_view>& words, std::vector<FlagGroup> endpoints) {
  return Parser(std::move(endpoints)).parse(words);
}

}  // namespace gor::cli
