// SPDX-License-Identifier: Apache-2.0
// docs/architecture.md, "The command line", says why by hand.
#include "cli/parse.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/config_file.hpp"
#include "cli/flags.hpp"
#include "cli/help.hpp"
#include "cli/values.hpp"
#include "cli/words.hpp"

namespace gor::cli {
namespace {

class Parser {
 public:
  explicit Parser(std::span<const std::string_view> words) : words_(words) {}

  enum class Needs { nothing, input_and_output };

  Command parse(Needs needs = Needs::nothing) {
    const std::string help = help_text(table_);  // While the slots hold the defaults.
    while (!words_.is_at_end()) take_word();
    if (request_.help) return Print{help};
    if (request_.version) return Print{"gor " GOR_VERSION "\n"};
    if (!request_.config_file.empty()) take_config_file();
    for (const Flag* flag : given_) {
      if (std::string text = warning(*flag); !text.empty()) settings_.warnings.push_back(std::move(text));
    }
    for (auto& [output, scope] : scopes_) settings_.output_rules.push_back({output, std::move(scope.settings.rules)});
    if (needs == Needs::input_and_output && !settings_.dry_run) require_input_and_output();
    return std::move(settings_);
  }

 private:
  void take_word() {
    const std::string_view word = words_.take();
    const auto dashed = take_apart(word);
    if (!dashed) refuse_bare_word(word);
    const Flag* flag = find(dashed->name);
    if (flag == nullptr) throw UsageError(fmt::format("unknown flag {}{}", word, table_.suggestion(dashed->name)));
    note(*flag);
    assign(*flag, fmt::format("--{}", dashed->name), words_.take_value(*flag, *dashed, table_));
    if (std::holds_alternative<std::vector<FileSpec>*>(flag->slot)) take_more_files();
  }

  /// Null if there is none of that name. What is behind an '@' is the output that a rule is for.
  const Flag* find(std::string_view name) {
    const std::size_t at = name.find('@');
    const Flag* flag = table_.find(name);
    if (flag == nullptr || at == std::string_view::npos) return flag;
    if (flag->group != Group::rules) {
      throw UsageError(fmt::format("--{}: only filters and rewrites can be for one output", name));
    }
    return scopes_[std::string(name.substr(at + 1))].table.find(flag->name);
  }

  /// The shell has made several words of `--input-file *.gor`: they are one input.
  void take_more_files() {
    FileSpec& input = settings_.input_file.back();
    while (!words_.is_at_end() && !words_.peek().starts_with('-')) {
      const std::string_view word = words_.take();
      auto spec = parse_spec(word);
      if (!spec) throw UsageError(fmt::format("--input-file: '{}' is not a value with a limit: PATH|N%", word));
      input.paths.push_back(std::move(spec->value));
      if (spec->limit.kind != Limit::Kind::none) input.limit = spec->limit;
    }
  }

  [[noreturn]] void refuse_bare_word(std::string_view word) const {
    std::string hint = "flags begin with --, and a value with spaces needs quotes";
    if (!given_.empty() && given_.back()->value_name.empty()) {
      hint = fmt::format("--{} takes true, false or nothing", given_.back()->name);
    } else if (!given_.empty() && is_repeatable(*given_.back())) {
      hint = fmt::format("for another value repeat the flag: --{} {}", given_.back()->name, word);
    } else if (table_.find(word) != nullptr) {
      hint = fmt::format("did you mean --{}?", word);
    }
    throw UsageError(fmt::format("unexpected word '{}': {}", word, hint));
  }

  void take_config_file() {
    const std::vector<const Flag*> on_command_line = given_;
    for (const ConfigEntry& entry : read_config_file(request_.config_file)) {
      const Flag* flag = find(entry.name);
      if (flag == nullptr)
        throw UsageError(fmt::format("{}: unknown flag{}", entry.origin, table_.suggestion(entry.name)));
      if (flag->name == "config" || flag->name == "help" || flag->name == "version") {
        throw UsageError(entry.origin + ": only on the command line");
      }
      if (entry.is_array && !is_repeatable(*flag)) throw UsageError(entry.origin + ": takes one value");
      const auto* end = on_command_line.data() + on_command_line.size();
      if (std::find(on_command_line.data(), end, flag) != end) continue;
      note(*flag);
      for (const std::string& value : entry.values) assign(*flag, entry.origin, value);
    }
  }

  void note(const Flag& flag) {
    const auto again = std::find(given_.begin(), given_.end(), &flag);
    if (again != given_.end()) given_.erase(again);
    given_.push_back(&flag);
  }

  void require_input_and_output() const {
    const auto any_of = [&](Group group) {
      return std::any_of(table_.flags().begin(), table_.flags().end(),
                         [&](const Flag& flag) { return flag.group == group && is_given(flag); });
    };
    const bool input = any_of(Group::inputs);
    const bool output = any_of(Group::outputs);
    if (input && output) return;
    throw UsageError(fmt::format("there is no {}: give at least one input ({}) and one output ({})",
                                 input    ? "output"
                                 : output ? "input"
                                          : "input and no output",
                                 table_.names(Group::inputs), table_.names(Group::outputs)));
  }

  /// The flags for one output: a table over settings of its own.
  struct Scope {
    Settings settings;
    Request request;
    FlagTable table{settings, request};
  };

  Words words_;
  Settings settings_;
  Request request_;
  FlagTable table_{settings_, request_};
  std::map<std::string, Scope> scopes_;  // by output
  std::vector<const Flag*> given_;       // each once, the latest last
};

}  // namespace

Command parse_command_line(const std::vector<std::string_view>& words) {
  const std::string_view command = words.empty() ? "" : words[0];
  if (command == "file-server") {
    if (words.size() == 2 && !words[1].starts_with('-')) return FileServer{std::string(words[1])};
    throw UsageError("usage: gor file-server ADDR, e.g. gor file-server :8000");
  }
  if (command == "file") {
    auto parsed = parse_file_command(std::span(words).subspan(1));
    if (auto* text = std::get_if<std::string>(&parsed)) return Print{std::move(*text)};
    return std::get<FileCommand>(std::move(parsed));
  }
  if (command == "explain") {
    auto parsed = Parser(std::span(words).subspan(1)).parse();
    if (auto* settings = std::get_if<Settings>(&parsed)) return Explain{std::move(*settings)};
    return parsed;
  }
  return Parser(words).parse(Parser::Needs::input_and_output);
}

}  // namespace gor::cli
