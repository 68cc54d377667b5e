// SPDX-License-Identifier: Apache-2.0
#include "cli/go_args.hpp"

#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace gor::cli {
namespace {

/// The parts of "-name", "--name" and "--name=value".
struct DashedWord {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// Empty for a word that names no flag, such as "-" and "--".
std::optional<DashedWord> take_apart(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return std::nullopt;
  word.remove_prefix(word[1] == '-' ? 2 : 1);
  if (word.empty() || word[0] == '-' || word[0] == '=') return std::nullopt;
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return DashedWord{word, std::nullopt};
  return DashedWord{word.substr(0, equals), word.substr(equals + 1)};
}

class Normaliser {
 public:
  Normaliser(std::span<const std::string_view> words, CLI::App& app, Options& options)
      : words_(words), app_(app), options_(options), command_(&app) {}

  GoArgs all() {
    while (!is_at_end() && take_command()) {
    }
    while (!is_at_end()) take_word();
    return std::move(normal_);
  }

 private:
  bool is_at_end() const { return next_ == words_.size(); }
  std::string_view peek() const { return words_[next_]; }
  std::string_view take() { return words_[next_++]; }
  /// `gor explain` has the flags of gor itself.
  CLI::App& owner() const { return has_flags_of_parent(*command_) ? app_ : *command_; }
  CLI::Option* find(std::string_view name) { return options_.find(owner(), name); }

  bool take_command() {
    CLI::App* const found = find_subcommand(*command_, peek());
    if (found == nullptr) return false;
    command_ = found;
    normal_.words.emplace_back(take());
    return true;
  }

  void take_word() {
    const std::string_view word = take();
    const auto dashed = take_apart(word);
    if (!dashed) return take_bare_word(word);
    last_ = find(dashed->name);
    last_name_ = dashed->name;
    if (last_ == nullptr) {
      throw UsageError(fmt::format("{}unknown flag {}{}", whose(), word, suggestion(owner(), dashed->name)));
    }
    normal_.words.push_back("--" + name_of(*last_));
    if (!takes_value(*last_)) return;
    normal_.words.push_back(wrap(take_value(*last_, *dashed)));
    if (!takes_more_words(*last_)) return;
    while (!is_at_end() && !peek().starts_with('-')) normal_.words.back().append(1, kBetweenWords).append(take());
  }

  /// The value in the flag's own word, else the next word. A word that is a flag is not a value.
  std::string_view take_value(const CLI::Option& option, const DashedWord& word) {
    if (word.value) return *word.value;
    if (is_switch(option)) {
      // Go stops at "--stats true"; users write it all the same.
      const bool is_value = !is_at_end() && (peek() == "true" || peek() == "false" ||
                                             (!value_name(option).empty() && parse_whole<std::int64_t>(peek())));
      return is_value ? take() : "true";
    }
    const auto next = is_at_end() ? std::nullopt : take_apart(peek());
    if (is_at_end() || (next && find(next->name) != nullptr)) {
      throw UsageError(fmt::format("--{0} lacks its value: --{0} {1}{2}", word.name, value_name(option),
                                   is_at_end() ? "" : fmt::format(", but {} follows", peek())));
    }
    return take();
  }

  void take_bare_word(std::string_view word) {
    if (!takes_bare_words(*command_)) throw UsageError(fmt::format("{}{}", whose(), why_not(word)));
    if (word != "--") normal_.bare.emplace_back(word);
    while (word == "--" && !is_at_end()) normal_.bare.emplace_back(take());
  }

  std::string why_not(std::string_view word) {
    if (&owner() != &app_) {
      const std::vector<std::string> names = subcommand_names(*command_);
      if (names.empty()) return fmt::format("unexpected word '{}'", word);
      return fmt::format("'{}' is none of {}", word, fmt::join(names, ", "));
    }
    std::string hint = "flags begin with --, and a value with spaces needs quotes";
    if (last_ != nullptr && value_name(*last_).empty()) {
      hint = fmt::format("--{} takes true, false or nothing", last_name_);
    } else if (last_ != nullptr && is_repeatable(*last_)) {
      hint = fmt::format("for another value repeat the flag: --{} {}", last_name_, word);
    } else if (find(word) != nullptr) {
      hint = fmt::format("did you mean --{}?", word);
    }
    return fmt::format("unexpected word '{}': {}", word, hint);
  }

  /// The beginning of errors about a command with flags of its own.
  std::string whose() const { return &owner() == &app_ ? "" : fmt::format("{}: ", path(*command_)); }

  const std::span<const std::string_view> words_;
  std::size_t next_ = 0;
  CLI::App& app_;
  Options& options_;
  CLI::App* command_;  // the command whose flags follow
  CLI::Option* last_ = nullptr;
  std::string_view last_name_;  // as written
  GoArgs normal_;
};

}  // namespace

GoArgs normalise(std::span<const std::string_view> words, CLI::App& app, Options& options) {
  return Normaliser(words, app, options).all();
}

}  // namespace gor::cli
