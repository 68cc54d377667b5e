// SPDX-License-Identifier: Apache-2.0
#include "pipeline/modifier/pattern.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/container/small_vector.hpp>
#include <re2/re2.h>

#include "base/text.hpp"
#include "base/utf8_text.hpp"

namespace gor {
namespace {

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}
std::string_view view(const re2::StringPiece& text) {
  return {text.data(), text.size()};
}

/// RE2 quotes the offending part without its offset; for a missing parenthesis it quotes the complete pattern.
PatternError error_of(const re2::RE2& regex) {
  const std::string& argument = regex.error_arg();
  std::string what = regex.error();
  if (what.ends_with(": " + argument)) what.resize(what.size() - argument.size() - 2);
  const std::size_t at =
      regex.error_code() == re2::RE2::ErrorMissingParen ? regex.pattern().size() : regex.pattern().find(argument);
  return {std::move(what), std::min(at, regex.pattern().size())};
}

bool is_name(char c) {
  return is_alphanumeric(c) || c == '_';
}

/// Removes a group's name, with its braces, from the front of the text after a dollar.
std::optional<std::string_view> take_name(std::string_view& rest) {
  const bool braced = rest.starts_with('{');
  const auto* begin = rest.begin() + (braced ? 1 : 0);
  const auto* end = std::find_if_not(begin, rest.end(), is_name);
  if (begin == end || (braced && (end == rest.end() || *end != '}'))) return std::nullopt;
  const std::string_view name(begin, static_cast<std::size_t>(end - begin));
  rest.remove_prefix(static_cast<std::size_t>(end - rest.begin()) + (braced ? 1 : 0));
  return name;
}

}  // namespace

Pattern::Pattern(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  regex_ = std::make_shared<const re2::RE2>(piece(text), options);
  if (!regex_->ok()) throw error_of(*regex_);
}
bool Pattern::matches(std::string_view text) const {
  const Utf8Text utf8(text);
  return regex_->Match(piece(utf8.view()), 0, utf8.view().size(), re2::RE2::UNANCHORED, nullptr, 0);
}

Replacement::Replacement(std::string_view pattern, std::string_view replacement) : pattern_(pattern) {
  parse(replacement);
}

void Replacement::parse(std::string_view rest) {
  std::string literal;
  const auto add = [&](int group) {
    parts_.push_back({std::exchange(literal, {}), group});
    most_group_ = std::max(most_group_, group);
  };
  while (true) {
    const std::size_t dollar = rest.find('$');
    literal.append(rest.substr(0, dollar));
    if (dollar == std::string_view::npos) break;
    rest.remove_prefix(dollar + 1);
    if (const auto name = take_name(rest)) {
      const int group = group_of(*name);
      if (group == kNone) {
        missing_groups_.emplace_back(*name);
      } else {
        add(group);
      }
    } else {
      if (rest.starts_with('$')) rest.remove_prefix(1);
      literal.push_back('$');
    }
  }
  if (!literal.empty()) add(kNone);
}

int Replacement::group_of(std::string_view name) const {
  if (const auto number = parse_whole<int>(name)) {
    return *number <= pattern_.regex_->NumberOfCapturingGroups() ? *number : kNone;
  }
  const auto& groups = pattern_.regex_->NamedCapturingGroups();
  const auto found = groups.find(std::string(name));
  return found == groups.end() ? kNone : found->second;
}

bool Replacement::apply(std::string_view text, std::pmr::string& result) const {
  boost::container::small_vector<re2::StringPiece, 8> groups(static_cast<std::size_t>(most_group_) + 1);
  const Utf8Text utf8(text);
  const std::string_view read = utf8.view();
  std::size_t copied = 0;
  std::size_t from = 0;
  bool any = false;
  while (from <= read.size() &&
         pattern_.regex_->Match(piece(read), from, read.size(), re2::RE2::UNANCHORED, groups.data(), most_group_ + 1)) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - read.data());
    const std::size_t end = begin + groups[0].size();
    result.append(utf8.original(read.substr(copied, begin - copied)));
    // An empty match directly after another match does not count.
    if (end > copied || !any) {
      for (const Part& part : parts_) {
        result.append(part.literal);
        if (part.group != kNone) result.append(utf8.original(view(groups[static_cast<std::size_t>(part.group)])));
      }
    }
    any = true;
    copied = end;
    from = end > from ? end : from + (from < read.size() ? Utf8Text::character_size(read.substr(from)) : 1);
  }
  if (any) result.append(utf8.original(read.substr(copied)));
  return any;
}

}  // namespace gor
